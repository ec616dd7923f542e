// VXLAN links: Ethernet frames inside UDP between machines that have addresses on another network (RFC 7348,
// linux/if_link.h, `ip link add … type vxlan`), and who is behind which of those addresses (`bridge fdb`).

import { familyOf } from '../spec/address.ts';
import {
  attributeNumber,
  bytesAttribute,
  decodeAttributes,
  encodeMessage,
  nestedAttribute,
  NLM_F_ADD,
  u32Attribute,
} from './attributes.ts';
import { addressBytes, addressText } from './inet.ts';
import { addLink, decodeLink, IFLA_INFO_DATA, IFLA_LINKINFO, listLinks, macBytes, macText } from './link.ts';
import type { NewLink } from './link.ts';
import { dump, openRouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/if_link.h
const IFLA_VXLAN_ID = 1;
const IFLA_VXLAN_LINK = 3;
const IFLA_VXLAN_LOCAL = 4;
const IFLA_VXLAN_LEARNING = 7;
const IFLA_VXLAN_PORT = 15;
const IFLA_VXLAN_LOCAL6 = 17;
const ifinfomsgSize = 16;
// linux/rtnetlink.h
const RTM_NEWNEIGH = 28;
const RTM_GETNEIGH = 30;
// linux/socket.h
const AF_BRIDGE = 7;
// linux/neighbour.h
const NDA_DST = 1;
const NDA_LLADDR = 2;
const NUD_NOARP = 0x40;
const NUD_PERMANENT = 0x80;
const NTF_SELF = 0x02;
const ndmsgSize = 12;

export type Tunnel = {
  readonly vni: number;
  /** UDP port, here and there. */
  readonly port: number;
  /** Index of the link that carries it, and our address on that. */
  readonly underlay: number;
  readonly local: string;
};

export type Vxlan = NewLink & Tunnel & { readonly learning: boolean };

/** It learns nothing from what it receives: whoever could send to it could otherwise draw traffic to himself. */
export const addVxlan = (link: NewLink, { vni, port, underlay, local }: Tunnel): Buffer =>
  addLink(link, 'vxlan', [
    nestedAttribute(IFLA_INFO_DATA, [
      u32Attribute(IFLA_VXLAN_LINK, underlay),
      u32Attribute(IFLA_VXLAN_ID, vni),
      bytesAttribute(familyOf(local) === 4 ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6, addressBytes(local)),
      bytesAttribute(IFLA_VXLAN_LEARNING, Buffer.from([0])),
      // In network order, unlike the rest.
      bytesAttribute(IFLA_VXLAN_PORT, Buffer.from([port >> 8, port & 0xff])),
    ]),
  ]);

/** A permanent entry: frames for `mac` go to `to`. */
export const addForwarding = (link: number, mac: string, to: string): Buffer =>
  encodeMessage({
    type: RTM_NEWNEIGH,
    flags: NLM_F_ADD,
    fixed: ndmsg(link),
    attributes: [bytesAttribute(NDA_LLADDR, macBytes(mac)), bytesAttribute(NDA_DST, addressBytes(to))],
  });

export const dumpVxlans = (netns: Netns): readonly Vxlan[] => {
  using socket = openRouteSocket(netns);
  return listLinks(socket).flatMap(decodeVxlan);
};

/** `link` is an index. */
export type Forwarding = { readonly link: number; readonly mac: string; readonly to: string };

/** Only entries that lead out of a tunnel. */
export const dumpForwarding = (netns: Netns): readonly Forwarding[] => {
  using socket = openRouteSocket(netns);
  return dump(socket, { type: RTM_GETNEIGH, fixed: ndmsg(0) }).flatMap(({ body }) => {
    const attributes = decodeAttributes(body.subarray(ndmsgSize));
    const [mac, to] = [attributes.get(NDA_LLADDR), attributes.get(NDA_DST)];
    if (mac === undefined || to === undefined) return [];
    return [{ link: body.readInt32LE(4), mac: macText(mac), to: addressText(to) }];
  });
};

// struct ndmsg: family, padding, index, state (16 bits), flags, type.
const ndmsg = (link: number): Buffer => {
  const fixed = Buffer.alloc(ndmsgSize);
  fixed.writeUInt8(AF_BRIDGE, 0);
  fixed.writeInt32LE(link, 4);
  fixed.writeUInt16LE(NUD_NOARP | NUD_PERMANENT, 8);
  fixed.writeUInt8(NTF_SELF, 10);
  return fixed;
};

const decodeVxlan = (body: Buffer): readonly Vxlan[] => {
  const { index, name, kind, mac, mtu } = decodeLink(body);
  if (kind !== 'vxlan') return [];
  const info = decodeAttributes(decodeAttributes(body.subarray(ifinfomsgSize)).get(IFLA_LINKINFO) ?? Buffer.alloc(0));
  const of = decodeAttributes(info.get(IFLA_INFO_DATA) ?? Buffer.alloc(0));
  const local = of.get(IFLA_VXLAN_LOCAL) ?? of.get(IFLA_VXLAN_LOCAL6);
  return [
    {
      ...{ index, name, mac: mac ?? '', mtu },
      vni: attributeNumber(of.get(IFLA_VXLAN_ID)) ?? 0,
      port: of.get(IFLA_VXLAN_PORT)?.readUInt16BE(0) ?? 0,
      underlay: attributeNumber(of.get(IFLA_VXLAN_LINK)) ?? 0,
      local: local === undefined ? '' : addressText(local),
      learning: of.get(IFLA_VXLAN_LEARNING)?.readUInt8(0) === 1,
    },
  ];
};
