import { addressBytes } from '../linux/inet.ts';

const request = 1;
const ethernet = 1;

/**
 * RFC 826: hardware type, protocol type, their address lengths, operation; then who asks, and who is looked for.
 */
export const arpQuestion = (mac: Buffer, source: string, about: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, ethernet, 0x08, 0x00, 6, 4, 0, request]),
    mac,
    addressBytes(source),
    Buffer.alloc(6),
    addressBytes(about),
  ]);
