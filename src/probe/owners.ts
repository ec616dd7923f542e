// Who owns which address, asked of every kernel of the lab.

import { dumpAddresses } from '../linux/address.ts';
import type { Netns } from '../linux/netns.ts';
import type { Owners } from './conclude.ts';

/** Addresses without prefix length to the machines that have them, in the lab's order. */
export const readOwners = (netns: ReadonlyMap<string, Netns>): Owners => {
  const owners = new Map<string, string[]>();
  for (const [machine, where] of netns) {
    for (const { address: cidr } of dumpAddresses(where)) {
      const address = cidr.slice(0, cidr.indexOf('/'));
      const machines = owners.get(address) ?? [];
      owners.set(address, machines);
      if (!machines.includes(machine)) machines.push(machine);
    }
  }
  return owners;
};
