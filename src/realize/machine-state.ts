// What a machine's kernel has been told, as lines that a person could compare. Left out is what depends on the moment:
// numbers of links and namespaces, neighbours that were learned, addresses that are still tentative, and their routes.

import { dumpAddresses } from '../linux/address.ts';
import { dumpLinks } from '../linux/link.ts';
import { dumpNeighbours, dumpProxies } from '../linux/neighbour.ts';
import type { Netns } from '../linux/netns.ts';
import { dumpRoutes } from '../linux/route.ts';
import { dumpRules } from '../linux/rule.ts';
import { dumpForwarding, dumpVxlans } from '../linux/vxlan.ts';

export type MachineState = Readonly<
  Record<
    'links' | 'overlays' | 'forwarding' | 'addresses' | 'routes' | 'neighbours' | 'proxies' | 'rules',
    readonly string[]
  >
>;

export const machineState = (netns: Netns): MachineState => {
  const links = dumpLinks(netns);
  const nameOf = (index: number | null): string | null => links.find((link) => link.index === index)?.name ?? null;
  const named = <Thing extends { readonly link: number | null }>(thing: Thing) => ({
    ...thing,
    link: nameOf(thing.link),
  });
  return {
    links: lines(
      links.map((link) => ({
        ...link,
        index: null,
        peer: null,
        peerNetnsId: null,
        master: nameOf(link.master),
      })),
    ),
    overlays: lines(dumpVxlans(netns).map((vxlan) => ({ ...vxlan, index: null, underlay: nameOf(vxlan.underlay) }))),
    forwarding: lines(dumpForwarding(netns).map(named)),
    addresses: lines(dumpAddresses(netns).map((address) => named({ ...address, tentative: null }))),
    routes: lines(
      dumpRoutes(netns)
        .filter(({ to }) => !/^fe80::.*\/128$/.test(to))
        .map(named),
    ),
    neighbours: lines(
      dumpNeighbours(netns)
        .filter(({ state }) => state === 'permanent')
        .map(named),
    ),
    proxies: lines(dumpProxies(netns).map(named)),
    rules: lines(dumpRules(netns)),
  };
};

const lines = (things: readonly unknown[]): readonly string[] =>
  things.map((thing) => JSON.stringify(thing)).toSorted();
