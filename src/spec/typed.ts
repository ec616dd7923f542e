// Addresses and CIDRs as typed in the file → canonical ones, each with its place.

import {
  blockOf,
  familyOf,
  hostBits,
  parseAddress,
  parseCidr,
  prefixLength,
  printAddress,
  rangeOf,
  rangesOverlap,
} from './address.ts';
import type { Placed } from './draft.ts';
import { keyOf, quote, type Path, type Report } from './finding.ts';
import type { Family } from './lab.ts';

type Typed = string | readonly string[];

/** Any number of a family. */
export const readRanges = (typed: Typed, path: Path, report: Report): readonly Placed[] =>
  ipv4First(readEach(typed, path, (text, at) => readCidr(text, at, report)));

export const readCidrs = (typed: Typed, path: Path, report: Report): readonly Placed[] =>
  onePerFamily(
    readEach(typed, path, (text, at) => readCidr(text, at, report)),
    path,
    report,
  );

export const readAddresses = (typed: Typed, path: Path, report: Report): readonly Placed[] =>
  onePerFamily(
    readEach(typed, path, (text, at) => readAddress(text, at, report)),
    path,
    report,
  );

export const place = (text: string, path: Path): Placed => ({ text, range: rangeOf(text), path });

/** The same for an address that is known as a number. */
export const placeValue = (family: Family, value: bigint, path: Path): Placed => ({
  text: printAddress(family, value),
  range: { family, first: value, last: value },
  path,
});

const readEach = (typed: Typed, path: Path, readOne: (text: string, path: Path) => Placed | null): readonly Placed[] =>
  typeof typed === 'string'
    ? [readOne(typed, path) ?? []].flat()
    : typed.flatMap((text, index) => readOne(text, [...path, index]) ?? []);

const onePerFamily = (placed: readonly Placed[], path: Path, report: Report): readonly Placed[] => {
  const [first, second] = placed;
  if (first !== undefined && second !== undefined && first.range.family === second.range.family) {
    report({
      path: second.path,
      message: `${keyOf(path)} has two of IPv${first.range.family}, ${first.text} and ${second.text}`,
      hint: 'give at most one a family: one IPv4 and one IPv6',
    });
    return [first];
  }
  return ipv4First(placed);
};

const ipv4First = (placed: readonly Placed[]): readonly Placed[] =>
  placed.toSorted((a, b) => a.range.family - b.range.family);

const readCidr = (text: string, path: Path, report: Report): Placed | null => {
  const cidr = parseCidr(text);
  const bare = withoutLeadingZeros(text);
  if (cidr === null && parseCidr(bare) !== null) {
    report({
      path,
      message: `${keyOf(path)} ${quote(text)} is not a CIDR`,
      hint: `write ${bare}, without leading zeros`,
    });
    return readCidr(bare, path, report);
  }
  if (cidr === null) {
    const address = parseAddress(text);
    const hint = address === null ? 'write a range like 10.0.0.0/16 or fd00:1::/48' : `write ${whole(address)}`;
    report({ path, message: `${keyOf(path)} ${quote(text)} is not a CIDR`, hint });
    return null;
  }
  if (hostBits(cidr)) {
    const network = blockOf(cidr.slice(0, cidr.indexOf('/')), prefixLength(cidr));
    report({ path, message: `${keyOf(path)} ${cidr} has bits set after its prefix`, hint: `write ${network}` });
    return null;
  }
  return usable(place(cidr, path), report);
};

const readAddress = (text: string, path: Path, report: Report): Placed | null => {
  const known = parseAddress(text);
  if (known !== null) return usable(place(known, path), report);
  const refuse = (hint: string): null => {
    report({ path, message: `${quote(text)} is not an address`, hint });
    return null;
  };
  const bare = withoutLeadingZeros(text);
  if (parseAddress(bare) !== null) {
    refuse(`write ${bare}, without leading zeros`);
    return readAddress(bare, path, report);
  }
  const [address = ''] = text.split('/');
  return refuse(parseCidr(text) === null ? 'write an address like 10.240.0.1 or fd00:240::1' : `write ${address}`);
};

/** Some programs take `010` for 8, so nobody does here. */
const withoutLeadingZeros = (text: string): string => text.replaceAll(/(?<![\da-f:])0+(?=\d)/gi, '');

/** The block that an address followed by zeros probably stands for. */
const whole = (address: string): string => blockOf(address, familyOf(address) === 4 ? 24 : 64);

// Linux treats these in ways of its own, whatever routes say (RFC 6890; IPv4 multicast and class E are one block here).
const reserved = [
  { range: rangeOf('0.0.0.0/8'), what: 'this host (0.0.0.0/8)' },
  { range: rangeOf('127.0.0.0/8'), what: 'loopback (127.0.0.0/8)' },
  { range: rangeOf('169.254.0.0/16'), what: 'link-local (169.254.0.0/16)' },
  { range: rangeOf('224.0.0.0/3'), what: 'multicast and reserved (224.0.0.0/3)' },
  { range: rangeOf('::/127'), what: 'loopback (::1)' },
  { range: rangeOf('::ffff:0:0/96'), what: 'IPv4 written as IPv6 (::ffff:0:0/96)' },
  { range: rangeOf('fe80::/10'), what: 'link-local (fe80::/10)' },
  { range: rangeOf('ff00::/8'), what: 'multicast (ff00::/8)' },
] as const;

const usable = (placed: Placed, report: Report): Placed | null => {
  const found = reserved.find(({ range }) => rangesOverlap(range, placed.range));
  if (found === undefined) return placed;
  report({
    path: placed.path,
    message: `${placed.text} touches ${found.what}`,
    hint: 'use private addresses, such as those in 10.0.0.0/8 or fd00::/8',
  });
  return null;
};
