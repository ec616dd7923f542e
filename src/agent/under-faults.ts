// Claims that hold while something happens to the lab: one fault after the other, each for all that is claimed of it.

import type { Expectation } from '../model/expectation.ts';
import { experimentOf } from '../model/expectations.ts';
import { disturbanceOf } from '../plan/disturbance.ts';
import type { Fault } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { judge, unlooked } from '../verdict/judge.ts';
import type { Claim } from '../verdict/verdict.ts';
import type { AgentConnection } from './client.ts';
import type { Tally } from './tally.ts';

type Claimed = readonly (readonly [Expectation, Claim])[];

type Subject = { readonly connection: Pick<AgentConnection, 'request'>; readonly lab: Lab; readonly tally: Tally };

/** After a fault that could not be mended no other is tried. */
export const checkUnderFaults = async (
  { connection, lab, tally }: Subject,
  groups: readonly Group[],
): Promise<Claimed> => {
  const claimed: (readonly [Expectation, Claim])[] = [];
  let damaged = false;
  for (const { fault, of } of groups) {
    if (damaged) {
      claimed.push(
        ...of.map((one) => [one, unlooked(one, 'not tried, for the lab is broken since the last fault')] as const),
      );
      continue;
    }
    const disturbance = disturbanceOf(lab, fault);
    const experiments = of.map(experimentOf);
    tally.begin(disturbance.why);
    const { observations, trouble, mended } = await connection.request('disturb', { disturbance, experiments });
    const judged = (one: Expectation, at: number): Claim =>
      trouble === null ? judge(one, observations[at] ?? []) : unlooked(one, trouble);
    const group = of.map((one, at) => [one, judged(one, at)] as const);
    tally.judged(group.map(([, claim]) => claim));
    claimed.push(...group);
    damaged = !mended;
  }
  return claimed;
};

type Group = { readonly fault: Fault; readonly of: readonly Expectation[] };

/** Those that name a fault, by fault. */
export const groupsIn = (expectations: readonly Expectation[]): readonly Group[] => {
  const groups = new Map<string, { readonly fault: Fault; readonly of: Expectation[] }>();
  for (const expectation of expectations) {
    if (expectation.under === undefined) continue;
    const { fault } = expectation.under;
    const key = JSON.stringify(fault);
    const group = groups.get(key) ?? { fault, of: [] };
    groups.set(key, group);
    group.of.push(expectation);
  }
  return [...groups.values()];
};
