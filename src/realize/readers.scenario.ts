// One plan, two readers: the state that each of them leaves in the kernel, for readers.live.test.ts to compare.

import { mkdirSync } from 'node:fs';
import { execa } from 'execa';
import { eventually } from '../../conformance/support/eventually.ts';
import { dumpAddresses } from '../linux/address.ts';
import { dumpLinks } from '../linux/link.ts';
import { openRouteSocket } from '../linux/netlink.ts';
import { type Netns, netnsDirectory, openNetns } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { listOwnIPv6 } from '../linux/route.ts';
import { readSysctl } from '../linux/sysctl.ts';
import { planOf } from '../plan/plan.ts';
import { printPlan } from '../plan/shell.ts';
import type { Plan } from '../plan/step.ts';
import type { Lab } from '../spec/lab.ts';
import { machineState, type MachineState } from './machine-state.ts';
import { realize } from './netns.ts';

/** Lines a person could compare, of each machine. */
export type LabState = Readonly<Record<string, ReaderState>>;

type ReaderState = MachineState & Readonly<Record<'sysctls' | 'ruleset', readonly string[]>>;

/** As the agent builds it. */
export const bySteps = async (lab: Lab): Promise<LabState> => {
  const plan = planOf(lab);
  await realize(plan);
  return stateOf(plan);
};

/** Where Debian's ordinary users look for commands. */
const ordinaryPath = '/usr/local/bin:/usr/bin:/bin';

/** As a person builds it by hand. */
export const byScript = async (lab: Lab): Promise<LabState> => {
  const plan = planOf(lab);
  mkdirSync(netnsDirectory, { recursive: true });
  await execa('sh', { input: printPlan(plan), env: { PATH: ordinaryPath }, extendEnv: false });
  return stateOf(plan);
};

const stateOf = async (plan: Plan): Promise<LabState> => {
  const machines = plan.machines.map(({ name }) => openNetns(name));
  await everythingIsReady(machines);
  return Object.fromEntries(
    await Promise.all(machines.map(async (netns) => [netns.name, await stateIn(netns, plan)] as const)),
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

const stateIn = async (netns: Netns, { steps }: Plan): Promise<ReaderState> => {
  const set = steps.filter((step) => step.do === 'sysctl.set').filter((step) => step.netns === netns.name);
  return {
    ...machineState(netns),
    // `ifPresent` asks for what this kernel may not have.
    sysctls: set.filter(({ ifPresent }) => ifPresent !== true).map(({ key }) => `${key} = ${readSysctl(netns, key)}`),
    ruleset: (await listRuleset(netns)).split('\n'),
  };
};
