// Policy routing rules: which table a packet is looked up in (linux/fib_rules.h, `ip rule`).

import { prefixLength } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import {
  type Attribute,
  attributeNumber,
  bytesAttribute,
  decodeAttributes,
  encodeMessage,
  NLM_F_ADD,
  NLM_F_REQUEST,
  u32Attribute,
} from './attributes.ts';
import { addressBytes, addressFamily, cidrText, familyFrom } from './inet.ts';
import { dump, openRouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';

// linux/rtnetlink.h
const RTM_NEWRULE = 32;
const RTM_DELRULE = 33;
const RTM_GETRULE = 34;
const RT_TABLE_UNSPEC = 0;
// linux/fib_rules.h
const FRA_DST = 1;
const FRA_SRC = 2;
const FRA_PRIORITY = 6;
const FRA_FWMARK = 10;
const FRA_TABLE = 15;
const FR_ACT_TO_TBL = 1;

export type NewRule = {
  readonly family: Family;
  readonly priority: number;
  readonly table: number;
  /** CIDRs or addresses. */
  readonly from?: string;
  readonly to?: string;
  readonly mark?: number;
};

export type Rule = {
  readonly family: Family;
  readonly priority: number;
  readonly table: number;
  /** CIDRs; null means any. */
  readonly from: string | null;
  readonly to: string | null;
  readonly mark: number | null;
};

export const addRule = (rule: NewRule): Buffer => ruleMessage(RTM_NEWRULE, NLM_F_ADD, rule);

/** Takes away the rule that says just this. */
export const deleteRule = (rule: NewRule): Buffer => ruleMessage(RTM_DELRULE, NLM_F_REQUEST, rule);

const ruleMessage = (type: number, flags: number, rule: NewRule): Buffer => {
  const { family, priority, table, from, to, mark } = rule;
  // struct fib_rule_hdr: family, destination length, source length, TOS, table, two reserved, action, flags.
  const lengths = [to, from].map((cidr) => (cidr === undefined ? 0 : prefixLength(cidr)));
  const narrow = table < 256 ? table : RT_TABLE_UNSPEC;
  const fixed = Buffer.from([addressFamily(family), ...lengths, 0, narrow, 0, 0, FR_ACT_TO_TBL, 0, 0, 0, 0]);
  const attributes: Attribute[] = [u32Attribute(FRA_PRIORITY, priority)];
  if (mark !== undefined) attributes.push(u32Attribute(FRA_FWMARK, mark));
  if (from !== undefined) attributes.push(bytesAttribute(FRA_SRC, addressBytes(from)));
  if (to !== undefined) attributes.push(bytesAttribute(FRA_DST, addressBytes(to)));
  if (table >= 256) attributes.push(u32Attribute(FRA_TABLE, table));
  return encodeMessage({ type, flags, fixed, attributes });
};

/** In the order in which the kernel asks them, IPv4 and IPv6 apart. */
export const dumpRules = (netns: Netns): readonly Rule[] => {
  using socket = openRouteSocket(netns);
  return dump(socket, { type: RTM_GETRULE, fixed: Buffer.alloc(12) }).flatMap(({ body }) => decodeRule(body));
};

const decodeRule = (body: Buffer): readonly Rule[] => {
  const family = familyFrom(body.readUInt8(0));
  if (family === null) return [];
  const attributes = decodeAttributes(body.subarray(12));
  const cidr = (type: number, length: number): string | null => {
    const value = attributes.get(type);
    return value === undefined ? null : cidrText(family, value, length);
  };
  return [
    {
      family,
      // The rule for the local table has priority 0, which the kernel does not say.
      priority: attributeNumber(attributes.get(FRA_PRIORITY)) ?? 0,
      table: attributeNumber(attributes.get(FRA_TABLE)) ?? body.readUInt8(4),
      from: cidr(FRA_SRC, body.readUInt8(2)),
      to: cidr(FRA_DST, body.readUInt8(1)),
      mark: attributeNumber(attributes.get(FRA_FWMARK)),
    },
  ];
};
