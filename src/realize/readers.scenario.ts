// One plan, two readers: the state that each of them leaves in the kernel, for readers.live.test.ts to compare.

import { mkdirSync } from 'node:fs';
import { execa } from 'execa';
import { eventually } from '../../conformance/support/eventually.ts';
import { dumpAddresses } from '../linux/address.ts';
import { systemPath } from '../linux/host-tools.ts';
import { dumpLinks } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import { openRouteSocket } from '../linux/netlink.ts';
import { type Netns, netnsDirectory, openNetns } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { dumpRoutes, listOwnIPv6 } from '../linux/route.ts';
import { dumpRules } from '../linux/rule.ts';
import { readSysctl } from '../linux/sysctl.ts';
import { dumpForwarding, dumpVxlans } from '../linux/vxlan.ts';
import { planOf } from '../plan/plan.ts';
import { printPlan } from '../plan/shell.ts';
import type { Plan } from '../plan/step.ts';
import type { Lab } from '../spec/lab.ts';
import { realize } from './netns.ts';

/** Lines a person could compare, of each machine. */
export type LabState = Readonly<Record<string, MachineState>>;

type MachineState = Readonly<
  Record<
    'links' | 'overlays' | 'forwarding' | 'addresses' | 'routes' | 'neighbours' | 'rules' | 'sysctls' | 'ruleset',
    readonly string[]
  >
>;

/** As the agent builds it. */
export const bySteps = async (lab: Lab): Promise<LabState> => {
  const plan = planOf(lab);
  await realize(plan);
  return stateOf(plan);
};

/** As a person builds it by hand. */
export const byScript = async (lab: Lab): Promise<LabState> => {
  const plan = planOf(lab);
  mkdirSync(netnsDirectory, { recursive: true });
  await execa('sh', { input: printPlan(plan), env: { PATH: systemPath }, extendEnv: false });
  return stateOf(plan);
};

const stateOf = async (plan: Plan): Promise<LabState> => {
  const machines = plan.machines.map(({ name }) => openNetns(name));
  await everythingIsReady(machines);
  return Object.fromEntries(
    await Promise.all(machines.map(async (netns) => [netns.name, await machineState(netns, plan)] as const)),
  );
};

// By hand nobody waits for links and addresses, so the waiting is done here.
const everythingIsReady = async (machines: readonly Netns[]): Promise<void> => {
  const runs = (netns: Netns): boolean =>
    dumpLinks(netns).every(({ kind, up, running }) => kind === null || !up || running);
  await eventually('all links run', () => machines.every(runs));
  await eventually('all addresses answer', () => machines.every(ownsAll));
};

const ownsAll = (netns: Netns): boolean => {
  using socket = openRouteSocket(netns);
  const own = listOwnIPv6(socket);
  return dumpAddresses(netns).every(({ address, nodad }) => !nodad || own.has(address.replace(/\/.*/, '')));
};

// Left out is how links and namespaces are numbered, which by hand is the kernel's choice, and what depends on the
// moment: neighbours that the kernel learned, addresses that are still tentative, and their routes.
const machineState = async (netns: Netns, { steps }: Plan): Promise<MachineState> => {
  const links = dumpLinks(netns);
  const nameOf = (index: number | null): string | null => links.find((link) => link.index === index)?.name ?? null;
  const named = <Thing extends { readonly link: number | null }>(thing: Thing) => ({
    ...thing,
    link: nameOf(thing.link),
  });
  const set = steps.filter((step) => step.do === 'sysctl.set').filter((step) => step.netns === netns.name);
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
    rules: lines(dumpRules(netns)),
    // `ifPresent` asks for what this kernel may not have.
    sysctls: set.filter(({ ifPresent }) => ifPresent !== true).map(({ key }) => `${key} = ${readSysctl(netns, key)}`),
    ruleset: (await listRuleset(netns)).split('\n'),
  };
};

const lines = (things: readonly unknown[]): readonly string[] =>
  things.map((thing) => JSON.stringify(thing)).toSorted();
