import type { Netns } from '../linux/netns.ts';
import { fibLookup } from '../linux/route-lookup.ts';

/** Index of the link by which the machine sends to an address. */
export const linkTo = (netns: Netns, address: string): number => {
  const found = fibLookup(netns, address);
  const link = 'route' in found ? found.route.link : null;
  if (link === null) throw new Error(`${netns.name} has no link that leads to ${address}`);
  return link;
};
