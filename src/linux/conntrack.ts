// Connection tracking of one network namespace, as `conntrack -L` and `conntrack -S` show it
// (linux/netfilter/nfnetlink_conntrack.h). A namespace in which no rule asks for it tracks nothing.

import type { Family } from '../spec/lab.ts';
import { decodeAttributes, encodeMessage, NLM_F_REQUEST } from './attributes.ts';
import { addressText, familyFrom } from './inet.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from './libc.ts';
import { ask, dump, openNetfilterSocket, type Question } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/netfilter/nfnetlink.h
export const NFNL_SUBSYS_CTNETLINK = 1;
// linux/netfilter/nfnetlink_conntrack.h
export const IPCTNL_MSG_CT_GET = 1;
const IPCTNL_MSG_CT_GET_STATS_CPU = 4;
const IPCTNL_MSG_CT_GET_STATS = 5;
export const CTA_TUPLE_ORIG = 1;
export const CTA_TUPLE_REPLY = 2;
const CTA_STATUS = 3;
const CTA_TIMEOUT = 7;
export const CTA_TUPLE_IP = 1;
export const CTA_TUPLE_PROTO = 2;
export const CTA_IP = { 4: { source: 1, destination: 2 }, 6: { source: 3, destination: 4 } } as const;
export const CTA_PROTO_NUM = 1;
export const CTA_PROTO_SRC_PORT = 2;
export const CTA_PROTO_DST_PORT = 3;
const CTA_PROTO_ICMP_ID = 4;
const CTA_PROTO_ICMPV6_ID = 7;
const CTA_STATS = { insertFailed: 9, drop: 10 } as const;
const CTA_STATS_GLOBAL_ENTRIES = 1;

// linux/netfilter/nf_conntrack_common.h, in the words of conntrack(8) and those of the header.
const statusBits = [
  [2, 'seen-reply'],
  [4, 'assured'],
  [16, 'snat'],
  [32, 'dnat'],
] as const satisfies readonly (readonly [bit: number, word: string])[];

const protocols: Readonly<Record<number, Tracked['protocol']>> = {
  [IPPROTO_TCP]: 'tcp',
  [IPPROTO_UDP]: 'udp',
  [IPPROTO_ICMP]: 'icmp',
  [IPPROTO_ICMPV6]: 'icmp',
};

/** Where packets of one direction come from and go to. Of ICMP both ports are the identifier. */
export type Tuple = {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
};

/** One connection. Where `reply` is not `original` turned round, the machine translates it. */
export type Tracked = {
  readonly family: Family;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** As its first packet came. */
  readonly original: Tuple;
  /** As an answer must come to belong to it. */
  readonly reply: Tuple;
  readonly status: readonly (typeof statusBits)[number][1][];
  /** Seconds until it is forgotten, if nothing more comes. */
  readonly timeout: number;
};

/** Counted since the namespace was made, over all processors. */
export type TrackingCounters = { readonly insertFailed: number; readonly drop: number };

/**
 * TCP, UDP and ICMP connections of either family. The kernel goes through the table of all namespaces to find those of
 * one, which takes milliseconds: a namespace that has none is not asked for them.
 */
export const dumpTracked = (netns: Netns): readonly Tracked[] => {
  using socket = openNetfilterSocket(netns);
  const { body } = ask(socket, encodeMessage({ ...about(IPCTNL_MSG_CT_GET_STATS), flags: NLM_F_REQUEST }));
  if (attributesOf(body).get(CTA_STATS_GLOBAL_ENTRIES)?.readUInt32BE() === 0) return [];
  return dump(socket, about(IPCTNL_MSG_CT_GET)).flatMap((reply) => decodeTracked(reply.body));
};

export const readTrackingCounters = (netns: Netns): TrackingCounters => {
  using socket = openNetfilterSocket(netns);
  return dump(socket, about(IPCTNL_MSG_CT_GET_STATS_CPU))
    .map(({ body }) => decodeCounters(body))
    .reduce(
      (sum, { insertFailed, drop }) => ({ insertFailed: sum.insertFailed + insertFailed, drop: sum.drop + drop }),
      {
        insertFailed: 0,
        drop: 0,
      },
    );
};

// struct nfgenmsg: family (all of them), version, resource.
const everything = Buffer.alloc(4);

const about = (message: number): Question => ({ type: (NFNL_SUBSYS_CTNETLINK << 8) | message, fixed: everything });

/** The body of one message, without the netlink header: none, or one in a list. */
export const decodeTracked = (body: Buffer): readonly Tracked[] => {
  const family = familyFrom(body.readUInt8(0));
  const attributes = attributesOf(body);
  const [original, reply] = [CTA_TUPLE_ORIG, CTA_TUPLE_REPLY].map((type) =>
    decodeAttributes(bytesOf(attributes, type)),
  );
  const protocol = protocols[decodeAttributes(bytesOf(original, CTA_TUPLE_PROTO)).get(CTA_PROTO_NUM)?.readUInt8() ?? 0];
  if (family === null || protocol === undefined) return [];
  const status = attributes.get(CTA_STATUS)?.readUInt32BE() ?? 0;
  return [
    {
      family,
      protocol,
      original: tupleIn(family, original),
      reply: tupleIn(family, reply),
      status: statusBits.filter(([bit]) => (status & bit) !== 0).map(([, word]) => word),
      timeout: attributes.get(CTA_TIMEOUT)?.readUInt32BE() ?? 0,
    },
  ];
};

/** The same for the counters of one processor. */
export const decodeCounters = (body: Buffer): TrackingCounters => {
  const attributes = attributesOf(body);
  return {
    insertFailed: attributes.get(CTA_STATS.insertFailed)?.readUInt32BE() ?? 0,
    drop: attributes.get(CTA_STATS.drop)?.readUInt32BE() ?? 0,
  };
};

type Attributes = ReadonlyMap<number, Buffer>;

const attributesOf = (body: Buffer): Attributes => decodeAttributes(body.subarray(everything.length));

const bytesOf = (attributes: Attributes | undefined, type: number): Buffer => attributes?.get(type) ?? Buffer.alloc(0);

const tupleIn = (family: Family, tuple: Attributes | undefined): Tuple => {
  const addresses = decodeAttributes(bytesOf(tuple, CTA_TUPLE_IP));
  const ports = decodeAttributes(bytesOf(tuple, CTA_TUPLE_PROTO));
  const address = (type: number): string => addressText(bytesOf(addresses, type));
  const id = (ports.get(CTA_PROTO_ICMP_ID) ?? ports.get(CTA_PROTO_ICMPV6_ID))?.readUInt16BE();
  return {
    source: address(CTA_IP[family].source),
    sourcePort: id ?? ports.get(CTA_PROTO_SRC_PORT)?.readUInt16BE() ?? 0,
    destination: address(CTA_IP[family].destination),
    destinationPort: id ?? ports.get(CTA_PROTO_DST_PORT)?.readUInt16BE() ?? 0,
  };
};
