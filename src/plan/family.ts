// One family at a time: a dual-stack lab is two networks on the same cables.

import { contains, familyOf } from '../spec/address.ts';
import type { Family, Lab, Lan } from '../spec/lab.ts';

/** Those of one family, of addresses or CIDRs. */
export const inFamily = (family: Family, addresses: readonly string[]): readonly string[] =>
  addresses.filter((address) => familyOf(address) === family);

/** The first of `candidates` that `address` can talk to: none, or one in a list. */
export const sameFamily = (address: string, candidates: readonly string[]): readonly string[] =>
  inFamily(familyOf(address), candidates).slice(0, 1);

/** A range of exactly one address. */
export const alone = (address: string): string => `${address}/${familyOf(address) === 4 ? 32 : 128}`;

/** The LAN an address lies on: none, or one in a list. */
export const lanOf = ({ network }: Lab, address: string): readonly Lan[] =>
  network.lans.filter(({ cidr }) => contains(cidr, address)).slice(0, 1);

export const hasFamily = ({ network, clusters }: Lab, family: Family): boolean =>
  [network, ...clusters.flatMap(({ own }) => own?.network ?? [])].some(({ lans }) =>
    lans.some((lan) => lan.family === family),
  );
