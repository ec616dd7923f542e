// What netns.live.test.ts runs in namespaces of its own.

import { readdirSync, readFileSync } from 'node:fs';
import { starPlan } from '../../conformance/support/star.ts';
import { StepError } from '../errors.ts';
import { dumpLinks } from '../linux/link.ts';
import { dumpNeighbours } from '../linux/neighbour.ts';
import { netnsDirectory } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import { dumpRoutes } from '../linux/route.ts';
import { readSysctl } from '../linux/sysctl.ts';
import type { Progress } from '../plan/progress.ts';
import type { Plan, Step } from '../plan/step.ts';
import { realize } from './netns.ts';

const planOf = (steps: readonly Step[]): Plan => ({ lab: 'test', machines: [], steps });

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

/** What this process reads where a daemon of the lab may find something else. */
export const groupsAfter = async (steps: readonly Step[]): Promise<string> => {
  await realize(planOf(steps));
  return readFileSync('/etc/group', 'utf8');
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
