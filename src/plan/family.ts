// One family at a time: a dual-stack lab is two networks on the same cables.

import { contains, familyOf } from '../spec/address.ts';
import type { Family, Lab, Lan } from '../spec/lab.ts';

/** Those of one family, of addresses or CIDRs. */
export const inFamily = (family: Family, addresses: readonly string[]): readonly string[] =>
  addresses.filter((address) => familyOf(address) === family);

/** The first of `candidates` that `address` can talk to: none, or one in a list. */
export const sameFamily = (address: string, candidates: readonly string[]): readonly string[] =>
  inFamily(familyOf(address), candidates).slice(0, 1);

/** Those of families that `own` has, too: a member of a network may be of it in one family and not in the other. */
export const shared = (own: readonly string[], addresses: readonly string[]): readonly string[] =>
  addresses.filter((address) => sameFamily(address, own).length > 0);

/** A range of exactly one address. */
export const alone = (address: string): string => `${address}/${familyOf(address) === 4 ? 32 : 128}`;

/**
 * An address that a machine has beside its own on a link, for somebody else. IPv4 takes the first one for a source of its
 * own; IPv6 would choose by other rules (RFC 6724), unless it is told not to.
 */
export const given = (address: string): { readonly address: string; readonly deprecated?: true } => ({
  address: alone(address),
  ...(familyOf(address) === 6 ? { deprecated: true } : {}),
});

/** The LAN an address lies on: none, or one in a list. */
export const lanOf = ({ network }: Lab, address: string): readonly Lan[] =>
  network.lans.filter(({ cidr }) => contains(cidr, address)).slice(0, 1);

export const hasFamily = ({ network, clusters }: Lab, family: Family): boolean =>
  [network, ...clusters.flatMap(({ own }) => own?.network ?? [])].some(({ lans }) =>
    lans.some((lan) => lan.family === family),
  );
