// What is in a captured packet, as far as a probe needs it: who, to whom, and by what the packet is known again after
// its addresses were rewritten. Headers: RFC 791, 8200, 9293, 768, 792, 4443, 826.

import { isIP } from 'node:net';
import { decapsulate, vxlanPort } from './encapsulate.ts';
import { icmp, type Icmp, icmpv6 } from './icmp.ts';
import { addressAt } from './inet.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from './libc.ts';
import { macText } from './link.ts';
import { isNdp, type Ndp, parseNdp } from './ndp.ts';

// linux/if_ether.h
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_IPV6 = 0x86dd;

export type Ends = {
  readonly source: string;
  readonly destination: string;
  /** The first of several: a router cut it, or its sender. */
  readonly fragment?: true;
  /** Seen on its way inside VXLAN, in this packet. */
  readonly inside?: Ends;
};
type Ports = { readonly sourcePort: number; readonly destinationPort: number };

export type Packet = TcpPacket | UdpPacket | EchoPacket | ErrorPacket | ArpPacket | NdpPacket;

export type NdpPacket = Ends & Ndp;

export type TcpPacket = Ends &
  Ports & {
    readonly kind: 'tcp';
    /** As tcpdump prints them: `S`, `S.`, `R.`… */
    readonly flags: string;
    readonly seq: number;
    readonly ack: number;
    /** Of a lone segment that a probe wrote by hand; no other says whose it is. */
    readonly nonce?: string;
  };

export type UdpPacket = Ends & Ports & { readonly kind: 'udp'; readonly reply: boolean } & Marked;

export type EchoPacket = Ends & { readonly kind: 'echo'; readonly reply: boolean; readonly id: number } & Marked;

export type ErrorPacket = Ends & {
  readonly kind: 'error';
  readonly meaning: string;
  /** The packet that could not be delivered. */
  readonly about: Packet | null;
};

export type ArpPacket = Ends & {
  readonly kind: 'arp';
  readonly reply: boolean;
  readonly sourceMac: string;
  readonly destinationMac: string;
};

/** Whose packet it is, if the payload says so. */
export type Marked = { readonly nonce: string | null };

/** Parses from the network header on; `type` is the EtherType. Null for what no probe sends or is answered with. */
export const parsePacket = (type: number, bytes: Buffer): Packet | null => {
  try {
    if (type === ETH_P_IP) return parseIpv4(bytes);
    if (type === ETH_P_IPV6) return parseIpv6(bytes);
    return type === ETH_P_ARP ? parseArp(bytes) : null;
  } catch (error) {
    // A packet that ends too early, as Buffer says it.
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/** A request starts with it, and an echo brings it back. The answers are JSON that does the same. */
const brace = 0x7b;
const mark = /^(?:causeway |\{"nonce":")([0-9a-f]{16})/;

/** The nonce at the start of a payload, null if it is not ours. */
export const nonceOf = (payload: Buffer): string | null => mark.exec(payload.toString('latin1', 0, 32))?.[1] ?? null;

// RFC 791: the first fragment of several has the flag and no offset.
const moreFragments = 0x2000;
const fragmentOffset = 0x1fff;

const parseIpv4 = (bytes: Buffer): Packet | null => {
  const fragment = bytes.readUInt16BE(6);
  if ((fragment & fragmentOffset) !== 0) return null;
  const ends: Ends = {
    source: addressAt(bytes, 12, 4),
    destination: addressAt(bytes, 16, 4),
    ...((fragment & moreFragments) === 0 ? {} : { fragment: true }),
  };
  return parseTransport(bytes.readUInt8(9), ends, bytes.subarray((bytes.readUInt8(0) & 0xf) * 4));
};

// Extension headers are not looked behind: no probe sends any.
const parseIpv6 = (bytes: Buffer): Packet | null => {
  const ends = { source: addressAt(bytes, 8, 16), destination: addressAt(bytes, 24, 16) };
  return parseTransport(bytes.readUInt8(6), ends, bytes.subarray(40));
};

const parseTransport = (protocol: number, ends: Ends, bytes: Buffer): Packet | null => {
  if (protocol === IPPROTO_TCP) return parseTcp(ends, bytes);
  if (protocol === IPPROTO_UDP) {
    const payload = bytes.subarray(8);
    const carried = bytes.readUInt16BE(2) === vxlanPort ? parseCarried(ends, payload) : null;
    if (carried !== null) return carried;
    return { kind: 'udp', ...ends, ...portsOf(bytes), reply: payload[0] === brace, nonce: nonceOf(payload) };
  }
  if (protocol === IPPROTO_ICMP) return parseIcmp(icmp, ends, bytes);
  return protocol === IPPROTO_ICMPV6 ? parseIcmp(icmpv6, ends, bytes) : null;
};

// What VXLAN carries is the packet that is looked for; the one around it is a node's talk with another node.
const parseCarried = (inside: Ends, payload: Buffer): Packet | null => {
  const frame = decapsulate(payload);
  const packet = frame === null ? null : parsePacket(frame.type, frame.bytes);
  return packet === null ? null : { ...packet, inside };
};

// An ICMP error may quote no more than the first 8 bytes: ports and sequence number, no flags.
const parseTcp = (ends: Ends, bytes: Buffer): TcpPacket => {
  const nonce = bytes.length < 20 ? null : nonceOf(bytes.subarray((bytes.readUInt8(12) >> 4) * 4));
  return {
    kind: 'tcp',
    ...ends,
    ...portsOf(bytes),
    seq: bytes.readUInt32BE(4),
    ack: bytes.length < 12 ? 0 : bytes.readUInt32BE(8),
    flags: bytes.length < 14 ? '' : flagsText(bytes.readUInt8(13)),
    ...(nonce === null ? {} : { nonce }),
  };
};

const portsOf = (bytes: Buffer): Ports => ({
  sourcePort: bytes.readUInt16BE(0),
  destinationPort: bytes.readUInt16BE(2),
});

const flagLetters = 'FSRP.UEW';

// tcpdump's order: SYN, FIN, RST, PSH first, ACK last as a dot.
const flagsText = (flags: number): string =>
  [1, 0, 2, 3, 5, 6, 7, 4].flatMap((bit) => ((flags >> bit) & 1 ? [flagLetters[bit]] : [])).join('');

const parseIcmp = (version: Icmp, ends: Ends, bytes: Buffer): Packet | null => {
  const type = bytes.readUInt8(0);
  if (type === version.echoRequest || type === version.echoReply) {
    const reply = type === version.echoReply;
    return { kind: 'echo', ...ends, reply, id: bytes.readUInt16BE(4), nonce: nonceOf(bytes.subarray(8)) };
  }
  if (version === icmpv6 && isNdp(type)) return { ...ends, ...parseNdp(type, bytes) };
  const meaning = version.errors[`${type}/${bytes.readUInt8(1)}`] ?? version.errors[String(type)];
  if (meaning === undefined) return null;
  return {
    kind: 'error',
    ...ends,
    meaning,
    about: parsePacket(version === icmp ? ETH_P_IP : ETH_P_IPV6, bytes.subarray(8)),
  };
};

// Ethernet and IPv4, the only ARP there is.
const parseArp = (bytes: Buffer): ArpPacket => ({
  kind: 'arp',
  reply: bytes.readUInt16BE(6) === 2,
  sourceMac: macText(bytes.subarray(8, 14)),
  source: addressAt(bytes, 14, 4),
  destinationMac: macText(bytes.subarray(18, 24)),
  destination: addressAt(bytes, 24, 4),
});

/** `10.0.1.1:40000`, `[fd00::1]:40000`, or the address alone. */
export const endText = (address: string, port: number | null): string => {
  if (port === null) return address;
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
};
