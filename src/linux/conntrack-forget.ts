// Making a machine forget connections, as `conntrack -F` and `conntrack -D` do (linux/netfilter/nfnetlink_conntrack.h).

import { familyOf } from '../spec/address.ts';
import { bytesAttribute, decodeAttributes, encodeMessage, NLM_F_REQUEST } from './attributes.ts';
import {
  CTA_IP,
  CTA_PROTO_NUM,
  CTA_TUPLE_IP,
  CTA_TUPLE_ORIG,
  CTA_TUPLE_PROTO,
  CTA_TUPLE_REPLY,
  IPCTNL_MSG_CT_GET,
  NFNL_SUBSYS_CTNETLINK,
} from './conntrack.ts';
import { IPCTNL_MSG_CT_DELETE, numbers, unlessMissing } from './conntrack-one.ts';
import { addressBytes, addressFamily } from './inet.ts';
import { dump, openNetfilterSocket, request } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/netlink.h
const NLA_F_NESTED = 0x8000;

/** Connections over that transport that are answered from that address. */
export type Answered = { readonly transport: 'tcp' | 'udp'; readonly from: string };

/**
 * Forgets everything, or what is answered so: found and deleted one by one, as the kernel's own filter takes an IPv6
 * address for every other one (ctnetlink_filter_match_tuple, net/netfilter/nf_conntrack_netlink.c).
 */
export const forgetConnections = (netns: Netns, answered?: Answered): void => {
  using socket = openNetfilterSocket(netns);
  if (answered === undefined) return request(socket, [messageOf(IPCTNL_MSG_CT_DELETE, 0)]);
  const family = addressFamily(familyOf(answered.from));
  const found = dump(socket, { type: typeOf(IPCTNL_MSG_CT_GET), fixed: nfgenmsg(family) })
    .map(({ body }) => decodeAttributes(body.subarray(nfgenmsg(family).length)))
    .filter((entry) => isAnswered(entry.get(CTA_TUPLE_REPLY), answered));
  for (const entry of found) {
    const original = entry.get(CTA_TUPLE_ORIG) ?? Buffer.alloc(0);
    unlessMissing(() => request(socket, [messageOf(IPCTNL_MSG_CT_DELETE, family, original)]), undefined);
  }
};

const isAnswered = (reply: Buffer | undefined, { transport, from }: Answered): boolean => {
  const tuple = decodeAttributes(reply ?? Buffer.alloc(0));
  const source = decodeAttributes(tuple.get(CTA_TUPLE_IP) ?? Buffer.alloc(0)).get(CTA_IP[familyOf(from)].source);
  const number = decodeAttributes(tuple.get(CTA_TUPLE_PROTO) ?? Buffer.alloc(0))
    .get(CTA_PROTO_NUM)
    ?.readUInt8();
  return number === numbers[transport] && source?.equals(addressBytes(from)) === true;
};

const typeOf = (message: number): number => (NFNL_SUBSYS_CTNETLINK << 8) | message;

// struct nfgenmsg: family (0: all of them), version, resource.
const nfgenmsg = (family: number): Buffer => Buffer.from([family, 0, 0, 0]);

const messageOf = (message: number, family: number, original?: Buffer): Buffer =>
  encodeMessage({
    type: typeOf(message),
    flags: NLM_F_REQUEST,
    fixed: nfgenmsg(family),
    attributes: original === undefined ? [] : [bytesAttribute(CTA_TUPLE_ORIG | NLA_F_NESTED, original)],
  });
