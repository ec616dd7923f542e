// Links, routes and rules as `ip` prints them, shortened.

import type { Link } from '../linux/link.ts';
import type { Route } from '../linux/route.ts';
import type { Rule } from '../linux/rule.ts';

type NameOf = (index: number | null) => string;

export const linkLine = ({ index, name, kind, mac, mtu, up, master }: Link, nameOf: NameOf): string =>
  words([
    `${index}: ${name}`,
    kind ?? 'loopback',
    up ? 'up' : 'down',
    `mtu ${mtu}`,
    master === null ? '' : `master ${nameOf(master)}`,
    mac === null ? '' : `link/ether ${mac}`,
  ]);

/** A default route by nobody is of either family: there the range is written out. */
export const routeLine = (route: Route, nameOf: NameOf): string => {
  const { type, to, via, link, nexthops, source, onlink, scope, table } = route;
  const tellsFamily = via !== null || nexthops.length > 0;
  return words([
    type === 'unicast' ? '' : type,
    tellsFamily && /^(0\.0\.0\.0|::)\/0$/.test(to) ? 'default' : to,
    via === null ? '' : `via ${via}`,
    link === null ? '' : `dev ${nameOf(link)}`,
    ...nexthops.map((hop) => `nexthop via ${hop.via} dev ${nameOf(hop.link)}`),
    scope === 'global' ? '' : `scope ${scope}`,
    source === null ? '' : `src ${source}`,
    onlink ? 'onlink' : '',
    tableName(table) === 'main' ? '' : `table ${tableName(table)}`,
  ]);
};

/** `ip rule` prints one family at a time, this both: each line says which. */
export const ruleLine = ({ family, priority, from, to, mark, table }: Rule): string =>
  words([
    `IPv${family} ${priority}:`,
    `from ${from ?? 'all'}`,
    to === null ? '' : `to ${to}`,
    mark === null ? '' : `fwmark ${mark}`,
    `lookup ${tableName(table)}`,
  ]);

/** linux/rtnetlink.h, enum rt_class_t; the names are those of iproute2's rt_tables. */
const tables: Readonly<Record<number, string>> = { 253: 'default', 254: 'main', 255: 'local' };

const tableName = (table: number): string => tables[table] ?? String(table);

export const words = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
