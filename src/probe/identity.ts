// What makes a packet ours, wherever it is seen: translation rewrites addresses and ports, but neither the initial
// sequence number of a TCP connection nor a payload. Pure.

import type { Packet } from '../linux/packet.ts';
import type { Hop } from './observation.ts';

export type Part = Hop['part'];

/** `key` is the same for every packet of one attempt. */
export type Identity = { readonly key: string; readonly part: Part };

export const sequenceKey = (initialSequence: number): string => `tcp ${initialSequence}`;
export const nonceKey = (nonce: string): string => `nonce ${nonce}`;
export const arpKey = (mac: string, asked: string): string => `arp ${mac} ${asked}`;

export const ndpKey = (asker: string, asked: string): string => `ndp ${asker} ${asked}`;

/** Null for a packet that does not say whose it is. */
export const identify = (packet: Packet): Identity | null => {
  switch (packet.kind) {
    case 'tcp':
      if (packet.nonce !== undefined) return { key: nonceKey(packet.nonce), part: 'request' };
      return identifyTcp(packet.flags, packet.seq, packet.ack);
    case 'udp':
      return packet.nonce === null ? null : { key: nonceKey(packet.nonce), part: packet.reply ? 'reply' : 'request' };
    case 'echo':
      return packet.nonce === null ? null : { key: nonceKey(packet.nonce), part: packet.reply ? 'reply' : 'request' };
    case 'arp':
      return packet.reply
        ? { key: arpKey(packet.destinationMac, packet.source), part: 'reply' }
        : { key: arpKey(packet.sourceMac, packet.destination), part: 'request' };
    case 'ndp':
      return packet.reply
        ? { key: ndpKey(packet.destination, packet.target), part: 'reply' }
        : { key: ndpKey(packet.source, packet.target), part: 'request' };
    case 'error': {
      const about = packet.about === null ? null : identify(packet.about);
      return about === null ? null : { key: about.key, part: 'error' };
    }
  }
};

// A SYN, or what an ICMP error quotes of one; and what answers a SYN, which acknowledges it by counting one on.
const identifyTcp = (flags: string, seq: number, ack: number): Identity | null => {
  const acknowledges = flags.includes('.');
  if (flags === '' || (flags.includes('S') && !acknowledges)) return { key: sequenceKey(seq), part: 'request' };
  return acknowledges && /[SR]/.test(flags) ? { key: sequenceKey((ack - 1) >>> 0), part: 'reply' } : null;
};
