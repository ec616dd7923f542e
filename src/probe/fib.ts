// A look into a machine's routing tables: does any route know the addresses of a CIDR? Sends nothing.

import { dumpLinks } from '../linux/link.ts';
import type { Netns } from '../linux/netns.ts';
import { dumpRoutes, type Route } from '../linux/route.ts';
import { bitsOf, overlaps, prefixLength } from '../spec/address.ts';
import { attemptOf, type Underway } from './attempt.ts';
import { isDetour } from './detour.ts';
import type { Flow } from './flow.ts';

// linux/rtnetlink.h
const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;

/**
 * `reached` if a route other than the default route leads to an address of `flow.to.address`, by the next hop `flow.to.via`
 * if there is one; else `unreachable`.
 */
export const startFib = (netns: Netns, flow: Flow): Underway =>
  attemptOf((settle) => {
    const { address, via } = flow.to;
    const route = dumpRoutes(netns).find((one) => leadsTo(one, address) && (via === undefined || goesBy(one, via)));
    const by = via === undefined ? '' : ` by ${via}`;
    if (route === undefined) settle({ outcome: 'unreachable', detail: `no route to any address of ${address}${by}` });
    else settle({ outcome: 'reached', detail: printRoute(route, netns) });
    return { begun: { local: null, key: null } };
  });

const leadsTo = ({ type, table, to }: Route, cidr: string): boolean =>
  type === 'unicast' && table !== RT_TABLE_LOCAL && !isDetour(table) && isSpecific(to, table) && overlaps(to, cidr);

const goesBy = ({ via, nexthops }: Route, address: string): boolean =>
  via === address || nexthops.some((hop) => hop.via === address);

/** The default route of the main table goes to anybody; in another table it is for chosen packets, and so a way. */
const isSpecific = (to: string, table: number): boolean => prefixLength(to) > 0 || table !== RT_TABLE_MAIN;

/** As `ip route show table all` prints it. */
const printRoute = ({ family, to, via, link, nexthops, table, protocol, source }: Route, netns: Netns): string => {
  const name = dumpLinks(netns).find(({ index }) => index === link)?.name;
  return [
    prefixLength(to) === bitsOf(family) ? to.slice(0, to.indexOf('/')) : to,
    ...(via === null ? [] : ['via', via]),
    ...(name === undefined ? [] : ['dev', name]),
    ...(table === RT_TABLE_MAIN ? [] : ['table', String(table)]),
    ...(protocol === 'boot' ? [] : ['proto', protocol]),
    ...(source === null ? [] : ['src', source]),
    ...nexthops.flatMap((hop) => (hop.via === null ? [] : ['nexthop via', hop.via])),
  ].join(' ');
};
