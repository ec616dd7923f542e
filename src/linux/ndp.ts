// Neighbour discovery, which IPv6 has in the place of ARP (RFC 4861): who asks for whose address, and who has it.

import { addressAt } from './inet.ts';
import { macText } from './link.ts';

export type Ndp = {
  readonly kind: 'ndp';
  /** An advertisement, not a solicitation. */
  readonly reply: boolean;
  /** The address that is asked for. */
  readonly target: string;
  /** Of the one who asks, or of the one who has it; null where it is not said. */
  readonly mac: string | null;
};

export const neighbourSolicitation = 135;
const neighbourAdvertisement = 136;
/** The options that say a MAC, of either. */
export const sourceLinkAddress = 1;
const targetLinkAddress = 2;

export const isNdp = (type: number): boolean => type === neighbourSolicitation || type === neighbourAdvertisement;

/** `bytes` from the ICMPv6 header on: type, code, checksum, flags, the target, and an option that says a MAC. */
export const parseNdp = (type: number, bytes: Buffer): Ndp => {
  const reply = type === neighbourAdvertisement;
  const option = reply ? targetLinkAddress : sourceLinkAddress;
  const told = bytes.length >= 32 && bytes.readUInt8(24) === option;
  return { kind: 'ndp', reply, target: addressAt(bytes, 8, 16), mac: told ? macText(bytes.subarray(26, 32)) : null };
};
