// What netns.live.test.ts runs in namespaces of its own.

import { readdirSync } from 'node:fs';
import { execa } from 'execa';
import { eventually } from '../../conformance/support/eventually.ts';
import { starPlan } from '../../conformance/support/star.ts';
import { StepError } from '../errors.ts';
import { dumpAddresses } from '../linux/address.ts';
import { dumpLinks } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import { openRouteSocket } from '../linux/netlink.ts';
import { netnsDirectory, openNetns, type Netns } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { dumpRoutes, listOwnIPv6 } from '../linux/route.ts';
import { dumpRules } from '../linux/rule.ts';
import { readSysctl } from '../linux/sysctl.ts';
import type { Progress } from '../plan/progress.ts';
import { printPlan } from '../plan/shell.ts';
import type { Plan, Step } from '../plan/step.ts';
import { realize } from './netns.ts';

const planOf = (steps: readonly Step[]): Plan => ({ lab: 'test', machines: [], steps });

/** The kernel's state after the plan was realized, or typed into a shell: a line for each thing in each machine. */
export const stateAfter = async (plan: Plan, how: 'realize' | 'shell'): Promise<readonly string[]> => {
  if (how === 'realize') await realize(plan);
  else await execa('sh', { input: printPlan(plan), env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, extendEnv: false });
  const machines = plan.machines.map(({ name }) => openNetns(name));
  await everythingIsReady(machines);
  return (await Promise.all(machines.map(stateOf))).flat();
};

// By hand nobody waits for links and addresses, so the waiting is done here.
const everythingIsReady = async (machines: readonly Netns[]): Promise<void> => {
  const runs = (netns: Netns): boolean =>
    dumpLinks(netns).every(({ kind, up, running }) => kind === null || !up || running);
  await eventually('all links run', () => machines.every(runs) || null);
  await eventually('all addresses answer', () => machines.every(ownsAll) || null);
};

const ownsAll = (netns: Netns): boolean => {
  using socket = openRouteSocket(netns);
  const own = listOwnIPv6(socket);
  return dumpAddresses(netns).every(({ address, nodad }) => !nodad || own.has(address.replace(/\/.*/, '')));
};

// Left out is what depends on the moment (neighbours the kernel learned, addresses still tentative and their routes) and how links and
// namespaces are numbered, which by hand is the kernel's choice.
const stateOf = async (netns: Netns): Promise<readonly string[]> => {
  const links = dumpLinks(netns);
  const named = <Thing extends { readonly link: number | null }>(thing: Thing) => ({
    ...thing,
    link: links.find(({ index }) => index === thing.link)?.name,
  });
  const things = {
    link: links.map((link) =>
      named({ ...link, index: null, peer: null, peerNetnsId: null, master: null, link: link.master }),
    ),
    address: dumpAddresses(netns).map((address) => named({ ...address, tentative: null })),
    route: dumpRoutes(netns)
      .filter(({ to }) => !/^fe80::.*\/128$/.test(to))
      .map(named),
    neighbour: dumpNeighbours(netns)
      .filter(({ state }) => state === 'permanent')
      .map(named),
    rule: dumpRules(netns),
    forwarding: ['ipv4.ip_forward', 'ipv6.conf.all.forwarding'].map((key) => readSysctl(netns, `net.${key}`)),
    ruleset: [await listRuleset(netns)],
  };
  const lines = ([kind, all]: readonly [string, readonly unknown[]]): readonly string[] =>
    all.map((thing) => `${netns.name} ${kind} ${JSON.stringify(thing)}`);
  return Object.entries(things).flatMap(lines).toSorted();
};

/** Builds a star and counts what is there after it. */
export const star = async (pods: number) => {
  const plan = starPlan({ pods, nodes: 10, ruleset: 'table ip lab {\n}\n' });
  const progress: Progress[] = [];
  const { netns } = await realize(plan, { onProgress: (step) => void progress.push(step) });
  const all = [...netns.values()];
  const links = all.flatMap(dumpLinks).filter(({ kind }) => kind === 'veth');
  return {
    machines: all.length,
    veths: links.length,
    notRunning: links.filter(({ running }) => !running).length,
    routes: all.flatMap(dumpRoutes).filter(({ protocol }) => protocol === 'boot').length,
    neighbours: all.flatMap(dumpNeighbours).filter(({ state }) => state === 'permanent').length,
    rulesets: (await Promise.all(all.map(listRuleset))).filter((ruleset) => ruleset !== '').length,
    steps: plan.steps.length,
    done: progress.map(({ done }) => done),
  };
};

/** Message of the StepError that the last step ends in. */
export const refusal = async (steps: readonly Step[]): Promise<string> => {
  try {
    await realize(planOf(steps));
    return 'not refused';
  } catch (error) {
    if (error instanceof StepError) return error.message;
    throw error;
  }
};

/** The value of a sysctl in a namespace after the steps. */
export const sysctlsAfter = async (steps: readonly Step[], keys: readonly string[]): Promise<readonly string[]> => {
  const { netns } = await realize(planOf(steps));
  const [first] = netns.values();
  return first === undefined ? [] : keys.map((key) => readSysctl(first, key));
};

export const rulesetAfter = async (steps: readonly Step[]): Promise<string> => {
  const { netns } = await realize(planOf(steps));
  const [first] = netns.values();
  return first === undefined ? '' : listRuleset(first);
};

export const linksAfter = async (steps: readonly Step[]): Promise<readonly (readonly string[])[]> => {
  const { netns } = await realize(planOf(steps));
  return [...netns.values()].map((one) => dumpLinks(one).map(({ index, name }) => `${index} ${name}`));
};

/** Aborts a large star at the first sign of progress: what `realize` threw, and how many machines were made. */
export const aborted = async (pods: number) => {
  const stop = new AbortController();
  const onProgress = (): void => stop.abort(new Error('enough'));
  try {
    await realize(starPlan({ pods, nodes: 10, ruleset: null }), { signal: stop.signal, onProgress });
    return null;
  } catch (error) {
    return { said: String(error), machines: readdirSync(netnsDirectory).length };
  }
};
