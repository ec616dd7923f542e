// A lab that is disturbed on purpose, looked at meanwhile, and mended again: always, and seen to be as it was before.

import { LabError } from '../errors.ts';
import { dumpLinks } from '../linux/link.ts';
import { forgetSilentNeighbours } from '../linux/neighbour.ts';
import type { Netns } from '../linux/netns.ts';
import { listRules, listRuleset } from '../linux/nft.ts';
import { rulesGeneration } from '../linux/nft-generation.ts';
import type { Change, Disturbance } from '../plan/step.ts';
import type { Experiment } from '../probe/flow.ts';
import type { Observation } from '../probe/observation.ts';
import type { Event } from '../probe/across.ts';
import type { Prober } from '../probe/observe.ts';
import { doStep } from '../realize/change.ts';
import { machineState } from '../realize/machine-state.ts';
import type { Realized } from '../realize/netns.ts';
import { until } from '../realize/until.ts';

type Machines = ReadonlyMap<string, Netns>;

export type Disturbed = {
  readonly observations: readonly (readonly Observation[])[];
  /** Why the observations say nothing. */
  readonly trouble: string | null;
  /** What is not as it was before. */
  readonly damage: string | null;
};

export const observeDisturbed = async (
  lab: Realized & { readonly prober: Prober },
  disturbance: Disturbance,
  experiments: readonly Experiment[],
): Promise<Disturbed> => {
  const course = courseOf(lab, disturbance);
  try {
    const observations = await lab.prober.observe(experiments, course);
    const damage = course.damage();
    return { observations, trouble: damage === null ? null : `the lab could not be mended: ${damage}`, damage };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { observations: [], trouble: `this could not be brought about: ${error.message}`, damage: course.damage() };
  }
};

type Course = Event & {
  readonly damage: () => string | null;
};

const courseOf = (lab: Realized, { breaks, mends }: Disturbance): Course => {
  const { netns } = lab;
  const touched = [...new Set([...breaks, ...mends].map((step) => step.netns))];
  let before: State | null = null;
  let asTheyWere = mends;
  let damage: string | null = null;
  return {
    begin: async (between) => {
      await mustBeWhole(lab, mends);
      before = await stateOf(netns, touched);
      asTheyWere = await Promise.all(mends.map((step) => asItWas(netns, step)));
      for (const step of breaks) {
        await doStep(lab, step);
        await between();
      }
    },
    end: async (between) => {
      if (before === null) return;
      damage = 'nobody has looked yet';
      const refusals = await mend(lab, asTheyWere, between);
      damage = await damageIn(netns, before, refusals);
      for (const machine of netns.values()) forgetSilentNeighbours(machine);
    },
    damage: () => damage,
  };
};

/** What mending would set up or wait for must be there: a lab that is broken already would not be as before. */
const mustBeWhole = async (lab: Realized, mends: readonly Change[]): Promise<void> => {
  for (const step of mends) {
    if (step.do === 'route.await') await doStep(lab, { ...step, seconds: 0 });
    if (step.do !== 'link.up') continue;
    const where = lab.netns.get(step.netns);
    const link = where && dumpLinks(where).find(({ name }) => name === step.link);
    if (link?.up !== true) throw new LabError(`${step.link} in ${step.netns} is down already`);
  }
};

/** Whoever has changed the rules of a machine by hand gets back his own, and not those of the plan. */
const asItWas = async (netns: Machines, step: Change): Promise<Change> => {
  const where = netns.get(step.netns);
  if (step.do !== 'nft.load' || where === undefined) return step;
  return { ...step, ruleset: `flush ruleset\n${await listRuleset(where)}\n` };
};

/** Lines by machine. */
type State = ReadonlyMap<string, readonly string[]>;

const stateOf = async (netns: Machines, names: readonly string[]): Promise<State> =>
  new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, readonly string[]]> => {
        const where = netns.get(name);
        if (where === undefined) return [name, []];
        return [name, [...Object.values(machineState(where)).flat(), ...(await rulesOf(where))]];
      }),
    ),
  );

/** Most faults leave the rules of most machines alone, and need not have them listed again. */
const rulesOf = async (netns: Netns): Promise<readonly string[]> => {
  // Asked before they are listed: whatever changes meanwhile has them listed again the next time.
  const generation = rulesGeneration(netns);
  const known = listed.get(netns);
  if (known?.generation === generation) return known.lines;
  // A range alone is printed as a set of one or as itself, as it came.
  const lines = (await listRules(netns)).split('\n').map((line) => line.replaceAll(/\{ ([^{},:]*) \}/g, '$1'));
  listed.set(netns, { generation, lines });
  return lines;
};

const listed = new WeakMap<Netns, { readonly generation: number; readonly lines: readonly string[] }>();

/** Milliseconds: what the kernel and daemons do in their own time must be done by then. */
const patience = 5000;
const pause = 5;

/** Does every step, also after one that is refused: where breaking stopped half-way, there is nothing to mend behind that. */
const mend = async (
  lab: Realized,
  mends: readonly Change[],
  between: () => Promise<void>,
): Promise<readonly string[]> => {
  const refusals: string[] = [];
  for (const step of mends) {
    try {
      await doStep(lab, step);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      refusals.push(error.message);
    }
    await between();
  }
  return refusals;
};

/** What counts is that all is as it was, in the end; returns what is not. */
const damageIn = async (netns: Machines, before: State, refusals: readonly string[]): Promise<string | null> => {
  let differences: readonly string[] = [];
  const isAsBefore = async (): Promise<boolean> => {
    differences = differencesBetween(before, await stateOf(netns, [...before.keys()]));
    return differences.length === 0;
  };
  if (await until(isAsBefore, { patience, pause })) return null;
  return [...differences.slice(0, 3), ...refusals.slice(0, 1)].join('; ');
};

const differencesBetween = (before: State, now: State): readonly string[] =>
  [...before].flatMap(([machine, lines]) => {
    const found = now.get(machine) ?? [];
    return [
      ...lines.filter((line) => !found.includes(line)).map((line) => `${machine} has lost ${line}`),
      ...found.filter((line) => !lines.includes(line)).map((line) => `${machine} has got ${line}`),
    ];
  });
