// Making a machine forget connections, as `conntrack -F` and `conntrack -D` do (linux/netfilter/nfnetlink_conntrack.h).

import { familyOf } from '../spec/address.ts';
import {
  type Attribute,
  bytesAttribute,
  encodeMessage,
  nestedAttribute,
  NLM_F_REQUEST,
  u32Attribute,
} from './attributes.ts';
import { addressBytes, addressFamily } from './inet.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from './libc.ts';
import { openNetfilterSocket, request } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/netlink.h
const NLA_F_NESTED = 0x8000;
// linux/netfilter/nfnetlink.h
const NFNL_SUBSYS_CTNETLINK = 1;
// linux/netfilter/nfnetlink_conntrack.h
const IPCTNL_MSG_CT_DELETE = 2;
const CTA_TUPLE_REPLY = 2;
const CTA_FILTER = 25;
const CTA_TUPLE_IP = 1;
const CTA_TUPLE_PROTO = 2;
const CTA_IP_SRC = { 4: 1, 6: 3 } as const;
const CTA_PROTO_NUM = 1;
const CTA_FILTER_ORIG_FLAGS = 1;
const CTA_FILTER_REPLY_FLAGS = 2;
// net/netfilter/nf_conntrack_netlink.c
const CTA_FILTER_F_CTA_IP_SRC = 1 << 0;
const CTA_FILTER_F_CTA_PROTO_NUM = 1 << 3;

const numbers = { tcp: IPPROTO_TCP, udp: IPPROTO_UDP } as const;

/** Of those that this machine forwards or takes part in, the ones over that transport that are answered from that address. */
export type Answered = { readonly transport: 'tcp' | 'udp'; readonly from: string };

/** Everything, or what is answered so. That there is nothing to forget is no failure. */
export const forgetConnections = (netns: Netns, answered?: Answered): void => {
  using socket = openNetfilterSocket(netns);
  // struct nfgenmsg: family (0: all of them), version, resource.
  const fixed = Buffer.from([answered === undefined ? 0 : addressFamily(familyOf(answered.from)), 0, 0, 0]);
  const attributes = answered === undefined ? [] : filterOf(answered);
  const type = (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_DELETE;
  request(socket, [encodeMessage({ type, flags: NLM_F_REQUEST, fixed, attributes })]);
};

const filterOf = ({ transport, from }: Answered): readonly Attribute[] => [
  nested(CTA_TUPLE_REPLY, [
    nested(CTA_TUPLE_IP, [bytesAttribute(CTA_IP_SRC[familyOf(from)], addressBytes(from))]),
    nested(CTA_TUPLE_PROTO, [bytesAttribute(CTA_PROTO_NUM, Buffer.from([numbers[transport]]))]),
  ]),
  nested(CTA_FILTER, [
    u32Attribute(CTA_FILTER_ORIG_FLAGS, 0),
    u32Attribute(CTA_FILTER_REPLY_FLAGS, CTA_FILTER_F_CTA_IP_SRC | CTA_FILTER_F_CTA_PROTO_NUM),
  ]),
];

const nested = (type: number, attributes: readonly Attribute[]): Attribute =>
  nestedAttribute(type | NLA_F_NESTED, attributes);
