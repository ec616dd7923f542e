// A UDP datagram as VXLAN carries it, and the way back: RFC 7348 around Ethernet around IP and UDP.

import { familyOf } from '../spec/address.ts';
import { ipv4Udp, ipv6Udp, u16 } from './craft.ts';
import { macBytes } from './link.ts';
import type { Endpoint } from './socket.ts';

/** RFC 7348, section 5: the port that IANA gave it. */
export const vxlanPort = 4789;
/** "The VNI is valid", the only flag there is. */
const validVni = 0x08;
const vxlanHeader = 8;
const ethernetHeader = 14;
const ETH_P_IP = 0x0800;
const ETH_P_IPV6 = 0x86dd;

export type Capsule = {
  readonly vni: number;
  /** Whom the frame is for. */
  readonly mac: string;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly payload: Buffer;
};

/** What to send by UDP. The addresses inside are of one family. */
export const encapsulate = ({ vni, mac, from, to, payload }: Capsule): Buffer => {
  const [type, packet] = familyOf(to.address) === 6 ? [ETH_P_IPV6, ipv6Udp] : [ETH_P_IP, ipv4Udp];
  return Buffer.concat([
    Buffer.from([validVni, 0, 0, 0, vni >> 16, (vni >> 8) & 0xff, vni & 0xff, 0]),
    Buffer.concat([macBytes(mac), macBytes('02:00:00:00:00:01'), u16(type)]),
    packet({ from, to }, payload),
  ]);
};

/** The frame's EtherType and what follows it, of a UDP payload; null where it is not VXLAN. */
export const decapsulate = (payload: Buffer): { readonly type: number; readonly bytes: Buffer } | null => {
  if (payload.length < vxlanHeader + ethernetHeader || payload[0] !== validVni) return null;
  const frame = payload.subarray(vxlanHeader);
  return { type: frame.readUInt16BE(ethernetHeader - 2), bytes: frame.subarray(ethernetHeader) };
};
