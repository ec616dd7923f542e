// What kernel.live.test.ts runs in namespaces of its own.

import { execaSync } from 'execa';
import { eventually } from '../../conformance/support/eventually.ts';
import { addAddress, dumpAddresses } from './address.ts';
import { addBridge, addVeth, deleteLink, dumpLinks, setDown, setMaster, setUp } from './link.ts';
import { addNeighbour, dumpNeighbours } from './neighbour.ts';
import { NetlinkError, openRouteSocket, request } from './netlink.ts';
import { createNetns, inside, type Netns } from './netns.ts';
import { listRuleset, loadRuleset, NftError } from './nft.ts';
import { rulesGeneration } from './nft-generation.ts';
import { fibLookup } from './route-lookup.ts';
import { addRoute, dumpRoutes, listOwnIPv6 } from './route.ts';
import { addRule, dumpRules } from './rule.ts';
import { openConnecting, openListening } from './socket.ts';
import { readSysctl, setSysctl } from './sysctl.ts';
import { isConnecting, isEstablished } from './tcp-state.ts';

const macOf = (last: number): string => `02:00:00:00:00:0${last}`;

/** Two namespaces joined by a veth, with one of every kind of everything in the first. */
const furnished = (): { readonly a: Netns; readonly b: Netns } => {
  const [a, b] = [createNetns('a'), createNetns('b')];
  using inA = openRouteSocket(a);
  using inB = openRouteSocket(b);
  const eth0 = { index: 2, name: 'eth0', mac: macOf(1) };
  request(inA, [addVeth(eth0, { index: 7, name: 'far0', mac: macOf(2) }, b.fd)]);
  request(inB, [setUp(1), setUp(7), addBridge({ index: 8, name: 'br0', mac: macOf(8) }), setMaster(7, 8)]);
  request(inA, [
    ...[setUp(1), setUp(2), addAddress(2, '10.0.0.1/24'), addAddress(2, 'fd00::1/64')],
    addRoute({ family: 4, to: 'default', via: '10.0.0.254' }),
    addRoute({ family: 4, to: '10.1.0.0/16', via: '10.77.0.1', link: 2, onlink: true }),
    addRoute({ family: 4, to: '10.2.0.0/16', link: 2, source: '10.0.0.1' }),
    addRoute({ family: 4, to: '10.3.0.0/16', type: 'unreachable' }),
    addRoute({ family: 4, to: '10.4.0.0/16', type: 'blackhole' }),
    addRoute({ family: 4, to: '10.5.0.0/16', type: 'prohibit' }),
    addRoute({ family: 4, to: 'default', via: '10.0.0.253', table: 100 }),
    addRoute({ family: 4, to: 'default', via: '10.0.0.252', table: 1000 }),
    addRoute({ family: 6, to: 'fd01::/64', via: 'fd00::2', link: 2, source: 'fd00::1' }),
    addRoute({ family: 6, to: 'fd02::/64', link: 2 }),
    addRoute({ family: 6, to: 'fd03::/64', type: 'unreachable' }),
    addRoute({ family: 6, to: 'default', via: 'fe80::1', link: 2, onlink: true }),
    ...[addNeighbour(2, '10.0.0.2', macOf(2)), addNeighbour(2, 'fd00::2', macOf(2))],
    addRule({ family: 4, priority: 100, table: 100, from: '10.8.0.0/16' }),
    addRule({ family: 4, priority: 101, table: 1000, mark: 16, to: '10.9.0.1' }),
    addRule({ family: 6, priority: 102, table: 254, to: 'fd09::/64' }),
  ]);
  return { a, b };
};

const ip = (...words: readonly string[]): readonly Readonly<Record<string, unknown>>[] =>
  JSON.parse(execaSync('/usr/sbin/ip', ['-j', '-d', ...words]).stdout || '[]');

/** What we read of a furnished namespace and its neighbour, beside what `ip -j` prints of it. */
export const furnishedAsSeen = async () => {
  const { a, b } = furnished();
  await eventually('eth0 runs', () => dumpLinks(a).find(({ name, running }) => name === 'eth0' && running));
  using socket = openRouteSocket(a);
  await eventually('fd00::1 answers', () => listOwnIPv6(socket).has('fd00::1') || null);
  const ours = {
    links: dumpLinks(a),
    farLinks: dumpLinks(b),
    addresses: dumpAddresses(a),
    routes: dumpRoutes(a),
    neighbours: dumpNeighbours(a),
    rules: dumpRules(a),
  };
  const ips = {
    links: ip('-n', 'a', 'link'),
    farLinks: ip('-n', 'b', 'link'),
    addresses: ip('-n', 'a', 'address'),
    routes: [
      ...ip('-n', 'a', '-4', 'route', 'show', 'table', 'all'),
      ...ip('-n', 'a', '-6', 'route', 'show', 'table', 'all'),
    ],
    neighbours: ip('-n', 'a', 'neighbour', 'show', 'nud', 'permanent'),
    rules: [...ip('-n', 'a', '-4', 'rule'), ...ip('-n', 'a', '-6', 'rule')],
  };
  return { ours, ips };
};

/** Where a furnished namespace sends what: the prefix it matched and its next hop, or the errno. */
export const lookUp = (destinations: readonly string[]): readonly string[] => {
  const { a } = furnished();
  return destinations.map((destination) => {
    const found = fibLookup(a, destination);
    return 'error' in found ? found.error : `${found.route.to} ${found.route.via ?? found.route.type}`;
  });
};

/** The refusal of a route, behind `before` messages that are all right, and how many of those behind it were done. */
export const refusedRoute = (before: number, after: number) => {
  const netns = createNetns('a');
  using socket = openRouteSocket(netns);
  const route = (index: number): Buffer =>
    addRoute({ family: 4, to: `10.${index >> 8}.${index & 255}.0/24`, type: 'blackhole' });
  const numbers = [...Array(before + after).keys()];
  const bad = addRoute({ family: 4, to: '192.0.2.0/24', via: '198.51.100.1', link: 1 });
  try {
    request(socket, [...numbers.slice(0, before).map(route), bad, ...numbers.slice(before).map(route)]);
  } catch (error) {
    if (!(error instanceof NetlinkError)) throw error;
    const { code, index, kernelText, message } = error;
    return { code, index, kernelText, message, routes: dumpRoutes(netns).length };
  }
  return null;
};

export const addedAndTaken = (): readonly (readonly string[])[] => {
  const netns = createNetns('a');
  using socket = openRouteSocket(netns);
  const names = (): readonly string[] => dumpLinks(netns).map(({ name, up }) => `${name} ${up ? 'up' : 'down'}`);
  request(socket, [addBridge({ index: 5, name: 'br0', mac: macOf(5) }), setUp(5)]);
  const up = names();
  request(socket, [setDown(5)]);
  const down = names();
  request(socket, [deleteLink(5)]);
  return [up, down, names()];
};

/** ip_forward in a namespace where it was set, in one where it was not, and where this process is. */
export const forwarding = (): readonly string[] => {
  const [a, b] = [createNetns('a'), createNetns('b')];
  setSysctl(a, { key: 'net.ipv4.ip_forward', value: '1' });
  const here = execaSync('/usr/sbin/sysctl', ['-n', 'net.ipv4.ip_forward']).stdout;
  return [readSysctl(a, 'net.ipv4.ip_forward'), readSysctl(b, 'net.ipv4.ip_forward'), here];
};

/** The rulesets of two namespaces, after one was loaded into the first. */
export const rulesets = async (ruleset: string): Promise<readonly string[]> => {
  const [a, b] = [createNetns('a'), createNetns('b')];
  await loadRuleset(a, ruleset);
  return [await listRuleset(a), await listRuleset(b)];
};

/** Which generation of rules a namespace had after each ruleset, and after none; another one has had none of them. */
export const generations = async (each: readonly string[]): Promise<readonly number[]> => {
  const [a, b] = [createNetns('a'), createNetns('b')];
  const found = [rulesGeneration(a), rulesGeneration(a)];
  for (const ruleset of each) {
    await loadRuleset(a, ruleset);
    found.push(rulesGeneration(a));
  }
  return [...found, rulesGeneration(b)];
};

/** What nft says of a ruleset it does not take. */
export const nftRefusal = async (ruleset: string): Promise<string> => {
  try {
    await loadRuleset(createNetns('a'), ruleset);
    return 'taken';
  } catch (error) {
    if (error instanceof NftError) return error.stderr;
    throw error;
  }
};

/** The message and hint with which nft is missed. */
export const nftMissing = async (): Promise<readonly (string | undefined)[]> => {
  try {
    await listRuleset(createNetns('a'));
    return [];
  } catch (error) {
    return error instanceof Error && 'hint' in error ? [error.message, String(error.hint)] : [String(error)];
  }
};

/** After an action inside a namespace failed, the thread is home again. */
export const homeAfterFailure = (): boolean => {
  const netns = createNetns('a');
  const links = (): string => execaSync('/usr/sbin/ip', ['-o', 'link']).stdout;
  using socket = openRouteSocket(netns);
  request(socket, [addBridge({ index: 5, name: 'br0', mac: macOf(5) })]);
  try {
    inside(netns, () => {
      throw new Error('on purpose');
    });
  } catch {
    return !links().includes('br0') && inside(netns, links).includes('br0');
  }
  return false;
};

/** What the kernel says of connections to somebody who listens, to one who does not, and to one who says nothing. */
export const connections = () => {
  const { a } = furnished();
  const at = { address: '10.0.0.1', port: 80 };
  openListening(a, at);
  return [at, { ...at, port: 81 }, { ...at, address: '10.0.0.2' }].map((to) => {
    const { fd, errno } = openConnecting(a, to);
    return { errno, connecting: isConnecting(fd), established: isEstablished(fd) };
  });
};
