// Neighbours: which MAC address answers for an IP address on a link (linux/neighbour.h, `ip neighbour`).

import { familyOf } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import { bytesAttribute, decodeAttributes, encodeMessage, NLM_F_ADD, NLM_F_REQUEST } from './attributes.ts';
import { addressBytes, addressFamily, addressText, familyFrom } from './inet.ts';
import { macBytes, macText } from './link.ts';
import { dump, NetlinkError, openRouteSocket, request } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/rtnetlink.h
const RTM_NEWNEIGH = 28;
const RTM_DELNEIGH = 29;
const RTM_GETNEIGH = 30;
// linux/neighbour.h
const NDA_DST = 1;
const NDA_LLADDR = 2;
const NUD_PERMANENT = 0x80;
const NTF_PROXY = 0x08;
const stateNames: Readonly<Record<number, string>> = {
  0: 'none',
  0x01: 'incomplete',
  0x02: 'reachable',
  0x04: 'stale',
  0x08: 'delay',
  0x10: 'probe',
  0x20: 'failed',
  0x40: 'noarp',
  [NUD_PERMANENT]: 'permanent',
};

export type Neighbour = {
  readonly family: Family;
  /** Index of a link. */
  readonly link: number;
  readonly address: string;
  readonly mac: string | null;
  readonly state: string;
};

/** A permanent entry: never asked for again, never dropped. */
export const addNeighbour = (link: number, address: string, mac: string): Buffer =>
  encodeMessage({
    type: RTM_NEWNEIGH,
    flags: NLM_F_ADD,
    fixed: ndmsg(addressFamily(familyOf(address)), link),
    attributes: [bytesAttribute(NDA_DST, addressBytes(address)), bytesAttribute(NDA_LLADDR, macBytes(mac))],
  });

/** Forgets every neighbour that was asked for in vain, so that it is asked for anew and not believed to be away. */
export const forgetSilentNeighbours = (netns: Netns): void => {
  const silent = dumpNeighbours(netns).filter(({ state }) => silentStates.has(state));
  using socket = openRouteSocket(netns);
  try {
    request(socket, silent.map(deletion));
  } catch (error) {
    // The kernel was faster.
    if (!(error instanceof NetlinkError && error.code === 'ENOENT')) throw error;
  }
};

const deletion = ({ family, link, address }: Neighbour): Buffer =>
  encodeMessage({
    type: RTM_DELNEIGH,
    flags: NLM_F_REQUEST,
    fixed: ndmsg(addressFamily(family), link),
    attributes: [bytesAttribute(NDA_DST, addressBytes(address))],
  });

const silentStates: ReadonlySet<string> = new Set(['incomplete', 'probe', 'failed']);
/** The machine answers for the address on that link, where the link's `proxy_ndp` is set. */
export const addProxy = (link: number, address: string): Buffer => {
  const fixed = ndmsg(addressFamily(familyOf(address)), link);
  fixed.writeUInt8(NTF_PROXY, 10);
  const attributes = [bytesAttribute(NDA_DST, addressBytes(address))];
  return encodeMessage({ type: RTM_NEWNEIGH, flags: NLM_F_ADD, fixed, attributes });
};

/** For whom the machine answers, and where. */
export const dumpProxies = (netns: Netns): readonly Pick<Neighbour, 'family' | 'link' | 'address'>[] => {
  using socket = openRouteSocket(netns);
  const fixed = Buffer.alloc(12);
  fixed.writeUInt8(NTF_PROXY, 10);
  return dump(socket, { type: RTM_GETNEIGH, fixed })
    .flatMap(({ body }) => decodeNeighbour(body))
    .map(({ family, link, address }) => ({ family, link, address }));
};

export const dumpNeighbours = (netns: Netns): readonly Neighbour[] => {
  using socket = openRouteSocket(netns);
  return dump(socket, { type: RTM_GETNEIGH, fixed: Buffer.alloc(12) }).flatMap(({ body }) => decodeNeighbour(body));
};

// struct ndmsg: family, padding, index, state (16 bits), flags, type.
const ndmsg = (family: number, link: number): Buffer => {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt8(family, 0);
  fixed.writeInt32LE(link, 4);
  fixed.writeUInt16LE(NUD_PERMANENT, 8);
  return fixed;
};

const decodeNeighbour = (body: Buffer): readonly Neighbour[] => {
  const family = familyFrom(body.readUInt8(0));
  const attributes = decodeAttributes(body.subarray(12));
  const address = attributes.get(NDA_DST);
  if (family === null || address === undefined) return [];
  const mac = attributes.get(NDA_LLADDR);
  const state = body.readUInt16LE(8);
  return [
    {
      family,
      link: body.readInt32LE(4),
      address: addressText(address),
      mac: mac === undefined ? null : macText(mac),
      state: stateNames[state] ?? String(state),
    },
  ];
};
