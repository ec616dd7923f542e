// The LANs of the larger network: machines whose addresses lie in the same /24 (IPv6: /64) share one.

import { blockOf, lastUsable, rangeOf } from './address.ts';
import { membersOf, type Draft, type Member, type Placed } from './draft.ts';
import { ethernetMtu } from './ethernet.ts';
import type { Family, Lan } from './lab.ts';

export const lanLength = (family: Family): 24 | 64 => (family === 4 ? 24 : 64);

export type DraftLan = Lan & { readonly members: readonly (Member & { readonly address: Placed })[] };

/** In order of first appearance: hosts first, then the nodes of each cluster in file order. */
export const lansOf = (draft: Draft): readonly DraftLan[] => {
  const blocks = new Map<string, (Member & { readonly address: Placed })[]>();
  for (const member of membersOf(draft)) {
    for (const address of member.addresses) {
      const block = blockOf(address.text, lanLength(address.range.family));
      const known = blocks.get(block);
      if (known === undefined) blocks.set(block, [{ ...member, address }]);
      else known.push({ ...member, address });
    }
  }
  return [...blocks].map(([cidr, members], index) => {
    const mtu = members.find((member) => member.mtu)?.mtu ?? ethernetMtu;
    return { name: `lan${index + 1}`, family: rangeOf(cidr).family, cidr, gateway: lastUsable(cidr), mtu, members };
  });
};

/** Why no machine may have this address on its LAN, or null if one may. */
export const specialInLan = (family: Family, value: bigint): string | null => {
  const last = family === 4 ? value & 0xffn : value & 0xffff_ffff_ffff_ffffn;
  if (last === 0n)
    return family === 4 ? 'the address of the LAN itself' : "the routers' anycast address (RFC 4291, 2.6.1)";
  if (family === 4 && last === 255n) return 'the broadcast address of its LAN';
  return last === (family === 4 ? 254n : 0xffffn) ? 'the gateway of its LAN, which is the core' : null;
};
