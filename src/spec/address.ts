// Addresses and CIDRs as text, the arithmetic in between. `ip-num` reads them; what is printed is always canonical:
// dotted decimal for IPv4, RFC 5952 for IPv6. Every function but the `parse…` and `is…` ones trusts its arguments.

import { IPv4, IPv6 } from 'ip-num';
import type { Family } from './lab.ts';

/** A run of addresses, both ends included, as numbers. */
export type Range = { readonly family: Family; readonly first: bigint; readonly last: bigint };

/** IP version of an address or a CIDR. */
export const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4);

/** Does the CIDR hold the address? Never across families. */
export const contains = (cidr: string, address: string): boolean => within(rangeOf(cidr), rangeOf(address));

/** Does the outer CIDR hold the whole of the inner one? */
export const covers = (outer: string, inner: string): boolean => within(rangeOf(outer), rangeOf(inner));

/** Do two CIDRs (or addresses) share an address? */
export const overlaps = (a: string, b: string): boolean => rangesOverlap(rangeOf(a), rangeOf(b));

/** The address `index` places after the first one: `addressAt('10.0.1.0/24', 1)` is `10.0.1.1`. */
export const addressAt = (cidr: string, index: number | bigint): string => {
  const { family, first } = rangeOf(cidr);
  return printAddress(family, first + BigInt(index));
};

/**
 * The address that a gateway takes. IPv4: the one below the broadcast address. IPv6: `::ffff` after the prefix, as
 * there is no broadcast and the far end of a /64 is unreadable. In a block of one or two addresses, the last one.
 */
export const lastUsable = (cidr: string): string => {
  const { family, first, last } = rangeOf(cidr);
  const size = last - first + 1n;
  if (family === 6) return printAddress(6, size > 0xffffn ? first + 0xffffn : last);
  return printAddress(4, size > 2n ? last - 1n : last);
};

/** The number after the slash; 32 or 128 for a plain address. */
export const prefixLength = (cidr: string): number => {
  const slash = cidr.indexOf('/');
  return slash === -1 ? bitsOf(familyOf(cidr)) : Number(cidr.slice(slash + 1));
};

/** The block of that length an address lies in: `blockOf('10.240.0.1', 24)` is `10.240.0.0/24`. */
export const blockOf = (address: string, length: number): string => {
  const family = familyOf(address);
  const host = BigInt(bitsOf(family) - length);
  return `${printAddress(family, (valueOf(address) >> host) << host)}/${length}`;
};

/** First and last address of a CIDR, or of a plain address, as numbers. */
export const rangeOf = (cidr: string): Range => {
  const slash = cidr.indexOf('/');
  const first = valueOf(slash === -1 ? cidr : cidr.slice(0, slash));
  const family = familyOf(cidr);
  return { family, first, last: first + (1n << BigInt(bitsOf(family) - prefixLength(cidr))) - 1n };
};

export const rangesOverlap = (a: Range, b: Range): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

export const within = (outer: Range, inner: Range): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

/** The canonical text of an address somebody typed, or null if it is none. */
export const parseAddress = (text: string): string | null =>
  isAddress(text) ? printAddress(familyOf(text), valueOf(text)) : null;

/** The canonical text of a CIDR somebody typed, or null if it is none. Bits after the prefix stay: see `hostBits`. */
export const parseCidr = (text: string): string | null => {
  const [address = '', length = '', ...more] = text.split('/');
  if (more.length > 0 || !isAddress(address) || !/^(0|[1-9]\d{0,2})$/.test(length)) return null;
  if (Number(length) > bitsOf(familyOf(address))) return null;
  return `${printAddress(familyOf(address), valueOf(address))}/${length}`;
};

/** Has the CIDR bits set after its prefix, as `10.0.1.7/24` has? */
export const hostBits = (cidr: string): boolean => {
  const [address = ''] = cidr.split('/');
  return blockOf(address, prefixLength(cidr)) !== cidr;
};

export const bitsOf = (family: Family): number => (family === 4 ? 32 : 128);

/** The text of an address given as a number. RFC 5952: lower case, the longest run of two or more zero groups is `::`. */
export const printAddress = (family: Family, value: bigint): string => {
  if (family === 4) {
    const number = Number(value);
    return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
  }
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((value >> shift) & 0xffffn).toString(16));
  const zeros = longest(groups.join(':').match(/\b0(:0)+\b/g) ?? []);
  if (zeros === '') return groups.join(':');
  // The first of equally long runs is the one replaced (RFC 5952, 4.2.3), so the match must start at a whole group.
  const [before = '', after = ''] = splitOnce(`:${groups.join(':')}:`, `:${zeros}:`);
  return `${before.slice(1)}::${after.slice(0, -1)}`;
};

const longest = (runs: readonly string[]): string =>
  runs.reduce((best, run) => (run.length > best.length ? run : best), '');

const splitOnce = (text: string, by: string): readonly string[] => {
  const at = text.indexOf(by);
  return [text.slice(0, at), text.slice(at + by.length)];
};

const valueOf = (address: string): bigint => {
  if (familyOf(address) === 6) return new IPv6(address).value;
  return new IPv4(address).value;
};

// ip-num also takes zones (`fe80::1%eth0`) and IPv4 inside IPv6, neither of which a lab can use.
const isAddress = (text: string): boolean => {
  if (!/^([0-9.]{7,15}|[0-9a-fA-F:]{2,39})$/.test(text)) return false;
  try {
    valueOf(text);
    return true;
  } catch {
    return false;
  }
};
