// Links, as `ip link` makes and shows them (linux/if_link.h, linux/veth.h).

import {
  type Attribute,
  attributeNumber,
  attributeText,
  bytesAttribute,
  decodeAttributes,
  encodeMessage,
  nestedAttribute,
  NLM_F_ADD,
  NLM_F_REQUEST,
  textAttribute,
  u32Attribute,
} from './attributes.ts';
import { dump, openRouteSocket, type RouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/rtnetlink.h
const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTEXT_FILTER_SKIP_STATS = 8;
// linux/if_link.h
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_OPERSTATE = 16;
export const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFLA_EXT_MASK = 29;
const IFLA_LINK_NETNSID = 37;
const IFLA_INFO_KIND = 1;
export const IFLA_INFO_DATA = 2;
// linux/veth.h
const VETH_INFO_PEER = 1;
// net/if.h, linux/if.h
const IF_OPER_UP = 6;
const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
const IFF_RUNNING = 0x40;

/** A link to be made. The index is ours to choose, so that later messages can name it without asking. */
export type NewLink = {
  readonly index: number;
  readonly name: string;
  readonly mac: string;
  /** Left out: the kernel's choice. */
  readonly mtu?: number;
};

export type Link = {
  readonly index: number;
  readonly name: string;
  /** `veth`, `bridge`…; null for the loopback, and for hardware. */
  readonly kind: string | null;
  readonly mac: string | null;
  readonly mtu: number;
  readonly loopback: boolean;
  readonly up: boolean;
  /** Up, has a carrier, and the kernel has acted on it: packets pass. */
  readonly running: boolean;
  readonly master: number | null;
  /**
   * Index of a veth's other end, or of the link below another one, and this namespace's number for the namespace in which
   * that is, or from which a tunnel sends (null: the same one).
   */
  readonly peer: number | null;
  readonly peerNetnsId: number | null;
};

/** `peer` is born in the namespace behind the file descriptor `peerNetns`. Neither end can be up yet. */
export const addVeth = (link: NewLink, peer: NewLink, peerNetns: number): Buffer =>
  addLink(link, 'veth', [
    nestedAttribute(IFLA_INFO_DATA, [
      nestedAttribute(
        VETH_INFO_PEER,
        [u32Attribute(IFLA_NET_NS_FD, peerNetns), ...identity(peer)],
        ifinfomsg(peer.index),
      ),
    ]),
  ]);

export const addBridge = (link: NewLink): Buffer => addLink(link, 'bridge', []);

export const setMaster = (index: number, master: number): Buffer =>
  encodeMessage({
    type: RTM_NEWLINK,
    flags: NLM_F_REQUEST,
    fixed: ifinfomsg(index),
    attributes: [u32Attribute(IFLA_MASTER, master)],
  });

export const setUp = (index: number): Buffer =>
  encodeMessage({ type: RTM_NEWLINK, flags: NLM_F_REQUEST, fixed: ifinfomsg(index, IFF_UP, IFF_UP) });

export const setDown = (index: number): Buffer =>
  encodeMessage({ type: RTM_NEWLINK, flags: NLM_F_REQUEST, fixed: ifinfomsg(index, 0, IFF_UP) });

/** A veth takes its peer with it. */
export const deleteLink = (index: number): Buffer =>
  encodeMessage({ type: RTM_DELLINK, flags: NLM_F_REQUEST, fixed: ifinfomsg(index) });

export const dumpLinks = (netns: Netns): readonly Link[] => {
  using socket = openRouteSocket(netns);
  return listLinks(socket).map(decodeLink);
};

/**
 * The indexes of the links that pass packets. IFF_RUNNING does not say it: it is set as well while the kernel has yet to
 * look at a veth or a bridge (operstate UNKNOWN), and until then everything they are given is dropped. Links that have
 * no carrier to wait for stay UNKNOWN for ever.
 */
export const listRunning = (socket: RouteSocket): ReadonlySet<number> =>
  new Set(listLinks(socket).filter(passesPackets).map(indexOf));

const passesPackets = (body: Buffer): boolean => {
  const state = decodeAttributes(body.subarray(16)).get(IFLA_OPERSTATE)?.[0];
  const { kind, running } = decodeLink(body);
  return kind === 'veth' || kind === 'bridge' ? state === IF_OPER_UP : running;
};

// Without the counters, which are most of what there is to say.
export const listLinks = (socket: RouteSocket): readonly Buffer[] =>
  dump(socket, {
    type: RTM_GETLINK,
    fixed: ifinfomsg(0),
    attributes: [u32Attribute(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)],
  }).map(({ body }) => body);

/** Any link: `kindAttributes` are what its kind adds to the link's own. */
export const addLink = (link: NewLink, kind: string, kindAttributes: readonly Attribute[]): Buffer =>
  encodeMessage({
    type: RTM_NEWLINK,
    flags: NLM_F_ADD,
    fixed: ifinfomsg(link.index),
    attributes: [
      ...identity(link),
      nestedAttribute(IFLA_LINKINFO, [bytesAttribute(IFLA_INFO_KIND, Buffer.from(kind)), ...kindAttributes]),
    ],
  });

const identity = ({ name, mac, mtu }: NewLink): readonly Attribute[] => [
  bytesAttribute(IFLA_ADDRESS, macBytes(mac)),
  ...(mtu === undefined ? [] : [u32Attribute(IFLA_MTU, mtu)]),
  textAttribute(IFLA_IFNAME, name),
];

export const macBytes = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');

export const macText = (bytes: Buffer): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

// struct ifinfomsg: family, padding, type (16 bits), index, flags, and which of the flags are meant.
const ifinfomsg = (index: number, flags = 0, change = 0): Buffer => {
  const fixed = Buffer.alloc(16);
  fixed.writeInt32LE(index, 4);
  fixed.writeUInt32LE(flags, 8);
  fixed.writeUInt32LE(change, 12);
  return fixed;
};

const indexOf = (body: Buffer): number => body.readInt32LE(4);

const flagsOf = (body: Buffer): number => body.readUInt32LE(8);

export const decodeLink = (body: Buffer): Link => {
  const flags = flagsOf(body);
  const attributes = decodeAttributes(body.subarray(16));
  const kind = decodeAttributes(attributes.get(IFLA_LINKINFO) ?? Buffer.alloc(0)).get(IFLA_INFO_KIND);
  const mac = attributes.get(IFLA_ADDRESS);
  return {
    index: indexOf(body),
    name: attributeText(attributes.get(IFLA_IFNAME) ?? Buffer.alloc(0)),
    kind: kind === undefined ? null : attributeText(kind),
    mac: mac === undefined ? null : macText(mac),
    mtu: attributeNumber(attributes.get(IFLA_MTU)) ?? 0,
    loopback: (flags & IFF_LOOPBACK) !== 0,
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_RUNNING) !== 0,
    master: attributeNumber(attributes.get(IFLA_MASTER)),
    peer: attributeNumber(attributes.get(IFLA_LINK)),
    peerNetnsId: attributeNumber(attributes.get(IFLA_LINK_NETNSID)),
  };
};
