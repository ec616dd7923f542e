// What the kernel says of the lab's machines, as `ip` would say it. Read live: a plan says what was meant, this says
// what is.

import { UsageError } from '../errors.ts';
import { dumpAddresses } from '../linux/address.ts';
import { dumpTracked, type Tracked } from '../linux/conntrack.ts';
import { dumpLinks, type Link } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import type { Netns } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { dumpRoutes, type Route } from '../linux/route.ts';
import { dumpRules } from '../linux/rule.ts';
import { tupleText } from '../probe/tracking.ts';
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
    rules: dumpRules(netns).map(({ priority, from, to, mark, table }) =>
      words([
        `${priority}:`,
        `from ${from ?? 'all'}`,
        to === null ? '' : `to ${to}`,
        mark === null ? '' : `fwmark ${mark}`,
        `lookup ${table}`,
      ]),
    ),
    ruleset: await listRuleset(netns),
    tracked: dumpTracked(netns).map(trackedLine),
  };
};

type NameOf = (index: number | null) => string;

const linkLine = ({ index, name, kind, mac, mtu, up, master }: Link, nameOf: NameOf): string =>
  words([
    `${index}: ${name}`,
    kind ?? 'loopback',
    up ? 'up' : 'down',
    `mtu ${mtu}`,
    master === null ? '' : `master ${nameOf(master)}`,
    mac === null ? '' : `link/ether ${mac}`,
  ]);

const routeLine = ({ type, to, via, link, nexthops, source, onlink, scope, table }: Route, nameOf: NameOf): string =>
  words([
    type === 'unicast' ? '' : type,
    /^(0\.0\.0\.0|::)\/0$/.test(to) ? 'default' : to,
    via === null ? '' : `via ${via}`,
    link === null ? '' : `dev ${nameOf(link)}`,
    ...nexthops.map((hop) => `nexthop via ${hop.via} dev ${nameOf(hop.link)}`),
    scope === 'global' ? '' : `scope ${scope}`,
    source === null ? '' : `src ${source}`,
    onlink ? 'onlink' : '',
    table === 254 ? '' : `table ${table}`,
  ]);

const trackedLine = ({ protocol, original, reply, status, timeout }: Tracked): string =>
  `${protocol} ${tupleText(original)} answered as ${tupleText(reply)} ${words(status)} expires in ${timeout} s`;

const words = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
