// What the kernel does in its own time after a step: a veth passes packets only when both its ends are up and the kernel
// has acted on that (net/core/link_watch.c), and an IPv6 address answers only when its link runs and a worker has made
// its local route, `nodad` or not (addrconf_dad_work, net/ipv6/addrconf.c).

import { HostError } from '../errors.ts';
import { addressBytes, addressText } from '../linux/inet.ts';
import { listRunning, setUp } from '../linux/link.ts';
import { request } from '../linux/netlink.ts';
import { listOwnIPv6 } from '../linux/route.ts';
import type { Step, StepOf } from '../plan/step.ts';
import type { Site } from './site.ts';
import { until } from './until.ts';

/** Waits until every link that can run does, and every IPv6 address on one of them answers. */
export const settled = async (steps: readonly Step[], sites: ReadonlyMap<string, Site>): Promise<void> => {
  const links = linksToRun(steps);
  await present(links, sites, (site) => {
    const running = listRunning(site.socket);
    return (link) => running.has(site.indexes.get(link) ?? 0);
  });
  // Links are said to be up a moment before packets pass, in one go under the kernel's lock: a request that needs the
  // lock, and changes nothing, is answered after that moment.
  for (const { socket } of [...sites.values()].slice(0, 1)) request(socket, [setUp(loopback)]);
  await present(addressesToAnswer(steps, links), sites, (site) => {
    const own = listOwnIPv6(site.socket);
    return (address) => own.has(address);
  });
};

/** Names of links, or addresses, by the name of their namespace. */
type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** Index of `lo` in every namespace. */
const loopback = 1;

/** Milliseconds. */
const patience = 10_000;
const pause = 1;

const present = async (
  all: Wanted,
  sites: ReadonlyMap<string, Site>,
  look: (site: Site) => (name: string) => boolean,
): Promise<void> => {
  let wanted = all;
  const isAll = (): boolean => {
    wanted = missing(wanted, sites, look);
    return wanted.size === 0;
  };
  if (!(await until(isAll, { patience, pause }))) throw neverCame(wanted);
};

const missing = (
  wanted: Wanted,
  sites: ReadonlyMap<string, Site>,
  look: (site: Site) => (name: string) => boolean,
): Wanted => {
  const left = new Map<string, ReadonlySet<string>>();
  for (const [netns, names] of wanted) {
    const site = sites.get(netns);
    if (site === undefined) continue;
    const isPresent = look(site);
    const absent = [...names].filter((name) => !isPresent(name));
    if (absent.length > 0) left.set(netns, new Set(absent));
  }
  return left;
};

/** Cables with both ends up, bridges that are up and have one of those, and overlays. */
const linksToRun = (steps: readonly Step[]): Wanted => {
  const up = new Set(steps.filter((step) => step.do === 'link.up').map(({ netns, link }) => `${netns} ${link}`));
  const cables = steps
    .filter((step) => step.do === 'link.veth')
    .map(({ netns, name, peer }) => [{ netns, name }, peer])
    .filter((ends) => ends.every(({ netns, name }) => up.has(`${netns} ${name}`)))
    .flat();
  const running = new Set(cables.map(({ netns, name }) => `${netns} ${name}`));
  const bridges = steps
    .filter((step) => step.do === 'link.master')
    .filter(({ netns, link, master }) => running.has(`${netns} ${link}`) && up.has(`${netns} ${master}`))
    .map(({ netns, master }) => ({ netns, name: master }));
  const overlays = steps
    .filter((step) => step.do === 'link.vxlan')
    .filter(({ netns, name }) => up.has(`${netns} ${name}`));
  return byNetns([...cables, ...bridges, ...overlays]);
};

const addressesToAnswer = (steps: readonly Step[], links: Wanted): Wanted => {
  const isWanted = ({ netns, link, address }: StepOf<'address.add'>): boolean =>
    address.includes(':') && links.get(netns)?.has(link) === true;
  const wanted = steps.filter((step) => step.do === 'address.add').filter(isWanted);
  return byNetns(wanted.map(({ netns, address }) => ({ netns, name: addressText(addressBytes(address)) })));
};

const byNetns = (all: readonly { readonly netns: string; readonly name: string }[]): Wanted => {
  const found = new Map<string, Set<string>>();
  for (const { netns, name } of all) found.set(netns, (found.get(netns) ?? new Set()).add(name));
  return found;
};

const neverCame = (wanted: Wanted): HostError => {
  const names = [...wanted].flatMap(([netns, all]) => [...all].map((name) => `${name} in ${netns}`));
  const shown = names.length > 5 ? [...names.slice(0, 5), '…'] : names;
  return new HostError(`set up, and not usable after ${patience / 1000} s: ${shown.join(', ')}`, {
    hint: 'The kernel is behind with its work: look at the load of this host, and try again.',
  });
};
