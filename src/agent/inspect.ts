// What the kernel says of the lab's machines, as `ip` would say it. Read live: a plan says what was meant, this says
// what is.

import { UsageError } from '../errors.ts';
import { dumpAddresses } from '../linux/address.ts';
import { dumpTracked, type Tracked } from '../linux/conntrack.ts';
import { dumpLinks } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import type { Netns } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { dumpRoutes } from '../linux/route.ts';
import { dumpRules } from '../linux/rule.ts';
import { tupleText } from '../probe/tracking.ts';
import { linkLine, routeLine, ruleLine, words } from './kernel-lines.ts';
import type { MachineState } from './protocol.ts';

/** One machine, or all of them. Throws UsageError for a name that no machine has. */
export const inspectMachines = async (
  netns: ReadonlyMap<string, Netns>,
  machine?: string,
): Promise<readonly MachineState[]> => {
  if (machine === undefined) return Promise.all([...netns.values()].map(inspectOne));
  const one = netns.get(machine);
  if (one === undefined)
    throw new UsageError(`the lab has no machine ${machine}`, { hint: `it has ${[...netns.keys()].join(', ')}` });
  return [await inspectOne(one)];
};

/** linux/rtnetlink.h RT_TABLE_LOCAL: the kernel's own bookkeeping, which nobody asks for. */
const localTable = 255;

const inspectOne = async (netns: Netns): Promise<MachineState> => {
  const links = dumpLinks(netns);
  const name = (index: number | null): string => links.find((link) => link.index === index)?.name ?? `link ${index}`;
  return {
    name: netns.name,
    links: links.map((link) => linkLine(link, name)),
    addresses: dumpAddresses(netns).map(({ address, link, scope }) => `${address} dev ${name(link)} scope ${scope}`),
    routes: dumpRoutes(netns)
      .filter(({ table }) => table !== localTable)
      .map((route) => routeLine(route, name)),
    neighbours: dumpNeighbours(netns)
      .filter(({ mac, state }) => mac !== null && state !== 'noarp')
      .map(({ address, link, mac, state }) => `${address} dev ${name(link)} lladdr ${mac} ${state}`),
    rules: dumpRules(netns).map(ruleLine),
    ruleset: await listRuleset(netns),
    tracked: dumpTracked(netns).map(trackedLine),
  };
};

const trackedLine = ({ protocol, original, reply, status, timeout }: Tracked): string =>
  words([protocol, tupleText(original), 'answered as', tupleText(reply), ...status, `expires in ${timeout} s`]);
