// Routes, as `ip route` adds, shows and looks them up (linux/rtnetlink.h, rtnetlink(7)).

import { prefixLength } from '../spec/address.ts';
import type { Family } from '../spec/lab.ts';
import {
  type Attribute,
  attributeNumber,
  bytesAttribute,
  decodeAttributes,
  encodeMessage,
  nestedAttribute,
  NLM_F_ADD,
  NLM_F_REQUEST,
  u32Attribute,
} from './attributes.ts';
import { addressBytes, addressFamily, addressText, cidrText, familyFrom } from './inet.ts';
import { dump, openRouteSocket, type RouteSocket } from './netlink.ts';
import type { Netns } from './netns.ts';
import { decodeNextHops, type NextHop } from './nexthop.ts';
import { RT_SCOPE_LINK, RT_SCOPE_UNIVERSE, scopeName } from './scope.ts';

// linux/rtnetlink.h
const RTM_NEWROUTE = 24;
const RTM_DELROUTE = 25;
const RTM_GETROUTE = 26;
const RTA_DST = 1;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PRIORITY = 6;
const RTA_PREFSRC = 7;
const RTA_MULTIPATH = 9;
const RTA_METRICS = 8;
const RTA_TABLE = 15;
const RTAX_MTU = 2;
const RTAX_ADVMSS = 8;
const RTPROT_BOOT = 3;
const RTNH_F_ONLINK = 4;
const RT_TABLE_UNSPEC = 0;
const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;

const RTN = {
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
} as const;
const typeNames = Object.keys(RTN);
const protocolNames = ['unspec', 'redirect', 'kernel', 'boot', 'static'];

export type NewRoute = {
  readonly family: Family;
  /** A CIDR, or `default`. */
  readonly to: string;
  readonly via?: string;
  /** Index of a link. */
  readonly link?: number;
  readonly source?: string;
  readonly onlink?: true;
  readonly type?: 'unreachable' | 'blackhole' | 'prohibit' | 'throw';
  readonly table?: number;
  readonly metric?: number;
  readonly mtu?: number;
  readonly advmss?: number;
};

export type Route = {
  readonly family: Family;
  /** A CIDR; a default route's is all zeros. */
  readonly to: string;
  readonly via: string | null;
  /** Index of a link. */
  readonly link: number | null;
  /** Of a route that has several; `via` and `link` are null then. */
  readonly nexthops: readonly NextHop[];
  readonly source: string | null;
  readonly table: number;
  readonly type: string;
  /** Who made it: `kernel`, `boot` (by hand), `static`, or a number (routing daemons). */
  readonly protocol: string;
  readonly scope: string;
  readonly metric: number | null;
  readonly mtu: number | null;
  readonly onlink: boolean;
};

/** Protocol and scope are what `ip route add` chooses: `boot`, and `link` for an IPv4 route that names no next hop. */
export const addRoute = (route: NewRoute): Buffer => routeMessage(RTM_NEWROUTE, NLM_F_ADD, route);

/** Takes away the route that says just this. */
export const deleteRoute = (route: NewRoute): Buffer => routeMessage(RTM_DELROUTE, NLM_F_REQUEST, route);

const routeMessage = (verb: number, flags: number, route: NewRoute): Buffer => {
  const { family, to, via, link, source, onlink, type, table = RT_TABLE_MAIN, metric, mtu, advmss } = route;
  const anywhere = to === 'default';
  const scope = family === 4 && via === undefined && type === undefined ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  const fixed = rtmsg({
    family,
    length: anywhere ? 0 : prefixLength(to),
    // The struct has one byte for the table; RTA_TABLE says the rest.
    rest: [0, table < 256 ? table : RT_TABLE_UNSPEC, RTPROT_BOOT, scope, RTN[type ?? 'unicast']],
    flags: onlink ? RTNH_F_ONLINK : 0,
  });
  const attributes: Attribute[] = [];
  if (!anywhere) attributes.push(bytesAttribute(RTA_DST, addressBytes(to)));
  if (via !== undefined) attributes.push(bytesAttribute(RTA_GATEWAY, addressBytes(via)));
  if (source !== undefined) attributes.push(bytesAttribute(RTA_PREFSRC, addressBytes(source)));
  if (table >= 256) attributes.push(u32Attribute(RTA_TABLE, table));
  if (link !== undefined) attributes.push(u32Attribute(RTA_OIF, link));
  if (metric !== undefined) attributes.push(u32Attribute(RTA_PRIORITY, metric));
  const metrics = [
    ...(mtu === undefined ? [] : [u32Attribute(RTAX_MTU, mtu)]),
    ...(advmss === undefined ? [] : [u32Attribute(RTAX_ADVMSS, advmss)]),
  ];
  if (metrics.length > 0) attributes.push(nestedAttribute(RTA_METRICS, metrics));
  return encodeMessage({ type: verb, flags, fixed, attributes });
};

/** Every route of every table, both families; tell them apart by `table`. */
export const dumpRoutes = (netns: Netns): readonly Route[] => {
  using socket = openRouteSocket(netns);
  return dump(socket, { type: RTM_GETROUTE, fixed: Buffer.alloc(12) }).flatMap(({ body }) => decodeRoute(body));
};

/** The IPv6 addresses that the machine takes for its own: those with a local route, which an address gets last. */
export const listOwnIPv6 = (socket: RouteSocket): ReadonlySet<string> => {
  const fixed = rtmsg({ family: 6, length: 0, rest: [0, RT_TABLE_LOCAL, 0, 0, RTN.local], flags: 0 });
  const routes = dump(socket, { type: RTM_GETROUTE, fixed }).flatMap(({ body }) => decodeRoute(body));
  return new Set(routes.map(({ to }) => to.replace('/128', '')));
};

type Rtmsg = {
  readonly family: Family;
  readonly length: number;
  readonly rest: readonly number[];
  readonly flags: number;
};

// struct rtmsg: family, destination length, source length; `rest` is TOS, table, protocol, scope, type; then flags.
export const rtmsg = ({ family, length, rest, flags }: Rtmsg): Buffer => {
  const fixed = Buffer.from([addressFamily(family), length, 0, ...rest, 0, 0, 0, 0]);
  fixed.writeUInt32LE(flags, 8);
  return fixed;
};

export const decodeRoute = (body: Buffer): readonly Route[] => {
  const family = familyFrom(body.readUInt8(0));
  if (family === null) return [];
  const attributes = decodeAttributes(body.subarray(12));
  const text = (type: number): string | null => {
    const value = attributes.get(type);
    return value === undefined ? null : addressText(value);
  };
  const protocol = body.readUInt8(5);
  const type = body.readUInt8(7);
  return [
    {
      family,
      to: cidrText(family, attributes.get(RTA_DST), body.readUInt8(1)),
      via: text(RTA_GATEWAY),
      link: attributeNumber(attributes.get(RTA_OIF)),
      nexthops: decodeNextHops(attributes.get(RTA_MULTIPATH)),
      source: text(RTA_PREFSRC),
      table: attributeNumber(attributes.get(RTA_TABLE)) ?? body.readUInt8(4),
      type: typeNames[type - 1] ?? String(type),
      protocol: protocolNames[protocol] ?? String(protocol),
      scope: scopeName(body.readUInt8(6)),
      metric: attributeNumber(attributes.get(RTA_PRIORITY)),
      mtu: attributeNumber(decodeAttributes(attributes.get(RTA_METRICS) ?? Buffer.alloc(0)).get(RTAX_MTU)),
      onlink: (body.readUInt32LE(8) & RTNH_F_ONLINK) !== 0,
    },
  ];
};
