// Packets written by hand, for what no socket of the kernel's would send: RFC 791, 768, 9293, 4861.

import { familyOf } from '../spec/address.ts';
import { addressBytes } from './inet.ts';
import { IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from './libc.ts';
import { macBytes } from './link.ts';
import { neighbourSolicitation, sourceLinkAddress } from './ndp.ts';
import type { Endpoint } from './socket.ts';

/** Who sends to whom. */
export type Way = { readonly from: Endpoint; readonly to: Endpoint };

/** RFC 9293: the bits of a TCP header's flags. */
export const tcpFlag = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10, URG: 0x20 } as const;

/** A TCP header without options, 20 bytes. */
const tcpWords = 5;
const tcpChecksumAt = 16;
const udpChecksumAt = 6;
const window = 65_535;

export type Segment = { readonly flags: number; readonly seq: number; readonly payload: Buffer };

/** From the TCP header on. An acknowledgement acknowledges nothing that was ever sent. */
export const tcpSegment = (way: Way, { flags, seq, payload }: Segment): Buffer => {
  const header = Buffer.concat([
    u16(way.from.port),
    u16(way.to.port),
    u32(seq),
    u32((flags & tcpFlag.ACK) === 0 ? 0 : 1),
    Buffer.from([tcpWords << 4, flags]),
    u16(window),
    u16(0),
    u16(0),
  ]);
  return checksummed(Buffer.concat([header, payload]), tcpChecksumAt, pseudoHeader(way, IPPROTO_TCP));
};

/** From the UDP header on. Without a checksum, which RFC 768 leaves to the sender. */
const udpDatagram = ({ from, to }: Way, payload: Buffer): Buffer =>
  Buffer.concat([u16(from.port), u16(to.port), u16(8 + payload.length), u16(0), payload]);

/** An IPv4 packet, from its header on. */
export const ipv4Packet = ({ from, to }: Way, protocol: number, body: Buffer): Buffer => {
  const header = Buffer.concat([
    Buffer.from([0x45, 0]),
    u16(20 + body.length),
    Buffer.from([0, 0, 0, 0, 64, protocol, 0, 0]),
    addressBytes(from.address),
    addressBytes(to.address),
  ]);
  return Buffer.concat([checksummed(header, 10), body]);
};

export const ipv4Udp = (way: Way, payload: Buffer): Buffer => ipv4Packet(way, IPPROTO_UDP, udpDatagram(way, payload));

/** RFC 8200, 8.1: here UDP has a checksum. A sum of zero is sent as its twin, as zero itself says that there is none. */
export const ipv6Udp = (way: Way, payload: Buffer): Buffer => {
  const datagram = checksummed(udpDatagram(way, payload), udpChecksumAt, pseudoHeader(way, IPPROTO_UDP));
  if (datagram.readUInt16BE(udpChecksumAt) === 0) datagram.writeUInt16BE(0xffff, udpChecksumAt);
  return ipv6Packet(way, { protocol: IPPROTO_UDP, hops: 64 }, datagram);
};

type Header = { readonly protocol: number; readonly hops: number };

/** An IPv6 packet, from its header on. */
const ipv6Packet = ({ from, to }: Way, { protocol, hops }: Header, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0x60, 0, 0, 0]),
    u16(body.length),
    Buffer.from([protocol, hops]),
    addressBytes(from.address),
    addressBytes(to.address),
    body,
  ]);

/** Whoever gets one with less has it from beyond a router, and must not believe it (RFC 4861, 7.1.1). */
const hopLimit = 255;

/** An IPv6 packet that asks who has `target`, from its header on. */
export const solicitation = (way: Way, target: string, mac: string): Buffer => {
  const message = Buffer.concat([
    Buffer.from([neighbourSolicitation, 0, 0, 0, 0, 0, 0, 0]),
    addressBytes(target),
    Buffer.from([sourceLinkAddress, 1]),
    macBytes(mac),
  ]);
  return icmpv6Packet(way, message);
};

/** An IPv6 packet from its header on; the message's own checksum is written here. */
export const icmpv6Packet = (way: Way, message: Buffer): Buffer => {
  const sum = pseudoHeader(way, IPPROTO_ICMPV6);
  return ipv6Packet(way, { protocol: IPPROTO_ICMPV6, hops: hopLimit }, checksummed(message, 2, sum));
};

/** What TCP, ICMPv6 and UDP in IPv6 count into their checksum besides themselves; the length comes with the bytes that follow. */
const pseudoHeader =
  ({ from, to }: Way, protocol: number) =>
  (length: number): Buffer => {
    const ends = [addressBytes(from.address), addressBytes(to.address)];
    return familyOf(from.address) === 4
      ? Buffer.concat([...ends, Buffer.from([0, protocol]), u16(length)])
      : Buffer.concat([...ends, u32(length), Buffer.from([0, 0, 0, protocol])]);
  };

// RFC 1071: the complement of the ones' complement sum of 16-bit words, written where the zeros are.
const checksummed = (bytes: Buffer, at: number, before = (_length: number): Buffer => Buffer.alloc(0)): Buffer => {
  const all = Buffer.concat([before(bytes.length), bytes, Buffer.alloc(bytes.length % 2)]);
  let sum = 0;
  for (let word = 0; word < all.length; word += 2) sum += all.readUInt16BE(word);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  bytes.writeUInt16BE(~sum & 0xffff, at);
  return bytes;
};

export const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 0xff, value & 0xff]);

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
