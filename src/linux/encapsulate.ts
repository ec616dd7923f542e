// A UDP datagram as VXLAN carries it, and the way back: RFC 7348 around Ethernet around RFC 791 around RFC 768.

import { addressBytes } from './inet.ts';
import { IPPROTO_UDP } from './libc.ts';
import { macBytes } from './link.ts';
import type { Endpoint } from './socket.ts';

/** RFC 7348, section 5: the port that IANA gave it. */
export const vxlanPort = 4789;
/** "The VNI is valid", the only flag there is. */
const validVni = 0x08;
const vxlanHeader = 8;
const ethernetHeader = 14;
const ipHeader = 20;
const udpHeader = 8;
const ETH_P_IP = 0x0800;

export type Capsule = {
  readonly vni: number;
  /** Whom the frame is for. */
  readonly mac: string;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly payload: Buffer;
};

/** What to send by UDP. IPv4 only, without a UDP checksum, which RFC 768 leaves to the sender. */
export const encapsulate = ({ vni, mac, from, to, payload }: Capsule): Buffer =>
  Buffer.concat([
    Buffer.from([validVni, 0, 0, 0, vni >> 16, (vni >> 8) & 0xff, vni & 0xff, 0]),
    Buffer.concat([macBytes(mac), macBytes('02:00:00:00:00:01'), u16(ETH_P_IP)]),
    checksummed(
      Buffer.concat([
        Buffer.from([0x45, 0]),
        u16(ipHeader + udpHeader + payload.length),
        Buffer.from([0, 0, 0, 0, 64, IPPROTO_UDP, 0, 0]),
        addressBytes(from.address),
        addressBytes(to.address),
      ]),
    ),
    Buffer.concat([u16(from.port), u16(to.port), u16(udpHeader + payload.length), u16(0), payload]),
  ]);

/** The frame's EtherType and what follows it, of a UDP payload; null where it is not VXLAN. */
export const decapsulate = (payload: Buffer): { readonly type: number; readonly bytes: Buffer } | null => {
  if (payload.length < vxlanHeader + ethernetHeader || payload[0] !== validVni) return null;
  const frame = payload.subarray(vxlanHeader);
  return { type: frame.readUInt16BE(ethernetHeader - 2), bytes: frame.subarray(ethernetHeader) };
};

const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 0xff, value & 0xff]);

// RFC 1071: the complement of the ones' complement sum of 16-bit words.
const checksummed = (header: Buffer): Buffer => {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  header.writeUInt16BE(~sum & 0xffff, 10);
  return header;
};
