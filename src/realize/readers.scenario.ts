// One plan, two readers: the state that each of them leaves in the kernel, for readers.live.test.ts to compare.

import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { dumpAddresses } from '../linux/address.ts';
import { systemPath } from '../linux/host-tools.ts';
import { dumpLinks } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import { inside, type Netns, netnsDirectory } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { dumpRoutes } from '../linux/route.ts';
import { dumpRules } from '../linux/rule.ts';
import { planOf } from '../plan/plan.ts';
import { parseLab } from '../spec/parse.ts';
import { realize } from './netns.ts';

/** Lines a person could compare, sorted, with names instead of interface indexes, which nobody promises. */
export type MachineState = Readonly<
  Record<'links' | 'addresses' | 'routes' | 'neighbours' | 'rules' | 'sysctls' | 'ruleset', readonly string[]>
>;

export type LabState = Readonly<Record<string, MachineState>>;

/** As the agent builds it. */
export const bySteps = async (labFile: string): Promise<LabState> => {
  const { netns } = await realize(planOf(parseLab(readFileSync(labFile, 'utf8'), labFile)));
  return stateOf([...netns.values()]);
};

/** As a person builds it by hand, from the script that is checked in. */
export const byScript = async (labFile: string, script: string): Promise<LabState> => {
  mkdirSync(netnsDirectory, { recursive: true });
  execFileSync('sh', [script], { env: { PATH: systemPath }, stdio: ['ignore', 'pipe', 'pipe'] });
  const { machines } = planOf(parseLab(readFileSync(labFile, 'utf8'), labFile));
  return stateOf(machines.map(({ name }) => ({ name, fd: openSync(`${netnsDirectory}/${name}`, 'r') })));
};

const stateOf = async (all: readonly Netns[]): Promise<LabState> => {
  const states: [string, MachineState][] = [];
  for (const netns of all) states.push([netns.name, await machineState(netns)]);
  return Object.fromEntries(states);
};

const machineState = async (netns: Netns): Promise<MachineState> => {
  const links = dumpLinks(netns);
  const name = (index: number | null): string => links.find((link) => link.index === index)?.name ?? '-';
  return {
    links: links
      .map(
        (link) =>
          `${link.name} ${link.kind} ${link.mac} mtu ${link.mtu} ${link.up ? 'up' : 'down'} master ${name(link.master)}`,
      )
      .toSorted(),
    addresses: dumpAddresses(netns)
      .map(({ address, link, scope, broadcast }) => `${address} ${name(link)} ${scope} ${broadcast}`)
      .toSorted(),
    routes: dumpRoutes(netns)
      .map(({ link, ...route }) => `${name(link)} ${JSON.stringify(route)}`)
      .toSorted(),
    neighbours: dumpNeighbours(netns)
      .filter(({ state }) => state === 'permanent')
      .map(({ link, ...neighbour }) => `${name(link)} ${JSON.stringify(neighbour)}`)
      .toSorted(),
    rules: dumpRules(netns)
      .map((rule) => JSON.stringify(rule))
      .toSorted(),
    sysctls: inside(netns, () => sysctls.map((key) => `${key} = ${readFileSync(`/proc/sys/${key}`, 'utf8').trim()}`)),
    ruleset: (await listRuleset(netns)).split('\n'),
  };
};

/** Those that decide whether and where packets go. */
const sysctls = [
  'net/ipv4/ip_forward',
  'net/ipv4/ping_group_range',
  'net/ipv4/icmp_ratelimit',
  'net/ipv4/conf/all/rp_filter',
  'net/ipv4/conf/all/arp_ignore',
  'net/ipv4/conf/all/send_redirects',
  'net/ipv4/conf/default/rp_filter',
  'net/ipv6/conf/all/disable_ipv6',
  'net/ipv6/conf/all/forwarding',
];
