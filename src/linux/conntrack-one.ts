// One connection of a network namespace, named by its first packet, as `conntrack -G` and `conntrack -D` name it.

import { familyOf } from '../spec/address.ts';
import { bytesAttribute, encodeMessage, type Message, nestedAttribute, NLM_F_REQUEST } from './attributes.ts';
import {
  CTA_IP,
  CTA_PROTO_DST_PORT,
  CTA_PROTO_NUM,
  CTA_PROTO_SRC_PORT,
  CTA_TUPLE_IP,
  CTA_TUPLE_ORIG,
  CTA_TUPLE_PROTO,
  decodeTracked,
  IPCTNL_MSG_CT_GET,
  NFNL_SUBSYS_CTNETLINK,
  type Tracked,
  type Tuple,
} from './conntrack.ts';
import { addressBytes, addressFamily } from './inet.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from './libc.ts';
import { ask, NetlinkError, openNetfilterSocket, request } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/netfilter/nfnetlink_conntrack.h
export const IPCTNL_MSG_CT_DELETE = 2;

export const numbers = { tcp: IPPROTO_TCP, udp: IPPROTO_UDP } as const;

export type Connection = { readonly protocol: keyof typeof numbers; readonly original: Tuple };

/** Null where the namespace has none like that. */
export const findTracked = (netns: Netns, connection: Connection): Tracked | null => {
  using socket = openNetfilterSocket(netns);
  const message = encodeMessage({ ...naming(IPCTNL_MSG_CT_GET, connection), flags: NLM_F_REQUEST });
  return unlessMissing(() => decodeTracked(ask(socket, message).body)[0] ?? null, null);
};

/** What comes of it after that is a new connection. */
export const forgetTracked = (netns: Netns, connection: Connection): void => {
  using socket = openNetfilterSocket(netns);
  const message = encodeMessage({ ...naming(IPCTNL_MSG_CT_DELETE, connection), flags: NLM_F_REQUEST });
  unlessMissing(() => request(socket, [message]), undefined);
};

/** Entries end by themselves: that one is gone already is no error. */
export const unlessMissing = <Result>(action: () => Result, missing: Result): Result => {
  try {
    return action();
  } catch (error) {
    if (error instanceof NetlinkError && error.code === 'ENOENT') return missing;
    throw error;
  }
};

/** A message about it. */
export const naming = (message: number, { protocol, original }: Connection): Omit<Message, 'flags'> => {
  const family = familyOf(original.source);
  const addresses = [
    bytesAttribute(CTA_IP[family].source, addressBytes(original.source)),
    bytesAttribute(CTA_IP[family].destination, addressBytes(original.destination)),
  ];
  const ports = [
    bytesAttribute(CTA_PROTO_NUM, Buffer.from([numbers[protocol]])),
    bytesAttribute(CTA_PROTO_SRC_PORT, networkOrder(original.sourcePort)),
    bytesAttribute(CTA_PROTO_DST_PORT, networkOrder(original.destinationPort)),
  ];
  const tuple = [nestedAttribute(CTA_TUPLE_IP, addresses), nestedAttribute(CTA_TUPLE_PROTO, ports)];
  return {
    type: (NFNL_SUBSYS_CTNETLINK << 8) | message,
    // struct nfgenmsg: family, version, resource.
    fixed: Buffer.from([addressFamily(family), 0, 0, 0]),
    attributes: [nestedAttribute(CTA_TUPLE_ORIG, tuple)],
  };
};

const networkOrder = (port: number): Buffer => Buffer.from([port >> 8, port & 0xff]);
