// Sends experiments and brings back what was seen. Positives go first, side by side; negatives go between two rounds
// of their controls, with a capture running at every machine. Series have the lab for themselves.

import { createCapture, type Capture } from '../linux/capture.ts';
import type { Netns } from '../linux/netns.ts';
import { type Event, observeAcross } from './across.ts';
import type { Attempt } from './attempt.ts';
import { sendAll, type Start } from './batch.ts';
import type { Owners } from './conclude.ts';
import { distinctOf } from './distinct.ts';
import type { Experiment, Flow } from './flow.ts';
import { concludeWith, type Looked, look, open, unlooked } from './looking.ts';
import type { Observation } from './observation.ts';
import { overhear } from './overhear.ts';
import { readOwners } from './owners.ts';
import { sendSandwich } from './sandwich.ts';
import { observeSeries } from './series.ts';
import { startProbe } from './start.ts';
import { machinesOf, readTables, type Tables } from './tracking.ts';

export type Prober = {
  /**
   * Result i has one observation a try of experiment i. Experiments that are the same are sent once. With an `event` they
   * are sent while that lasts, or across it; without, `onFound` is told now and then of how many it is known.
   */
  readonly observe: (
    experiments: readonly Experiment[],
    event?: Event,
    onFound?: OnFound,
  ) => Promise<readonly (readonly Observation[])[]>;
};

type OnFound = (experiments: number) => void;

/** Tries that one sandwich may hold: each takes a file descriptor until the end. */
const largestSandwich = 1000;

/** `netns` are the machines of one lab, by name. */
export const createProber = ({ netns }: { readonly netns: ReadonlyMap<string, Netns> }): Prober => {
  let previous: Promise<unknown> = Promise.resolve();
  return {
    // One after the other: the packets of one must not be in the other's evidence.
    observe: (experiments, event, onFound = () => {}) => {
      const observe = (some: readonly Experiment[]): Promise<Results> => observeAll(some, netns, () => {});
      const next = previous.then(() =>
        event === undefined
          ? observeAll(experiments, netns, onFound)
          : observeAcross(experiments, event, { netns, observe }),
      );
      previous = next.catch(() => {});
      return next;
    },
  };
};

type Round = {
  readonly experiments: readonly Experiment[];
  readonly netns: ReadonlyMap<string, Netns>;
  readonly capture: Capture;
  readonly owners: Owners;
};

type Results = readonly (readonly Observation[])[];

const observeAll = async (
  experiments: readonly Experiment[],
  netns: ReadonlyMap<string, Netns>,
  onFound: OnFound,
): Promise<Results> => {
  // Under many a fault there is nothing but held flows: then no machine is asked for its addresses.
  if (experiments.length === 0) return [];
  const capture = createCapture([...netns.values()]);
  try {
    return await observeIn({ experiments, netns, capture, owners: readOwners(netns) }, onFound);
  } finally {
    // Nobody needs to wait for it, and whoever ends the agent later finds nothing left to close.
    void capture[Symbol.asyncDispose]();
  }
};

const observeIn = async ({ experiments, ...shared }: Round, onFound: OnFound): Promise<Results> => {
  const distinct = distinctOf(experiments);
  const standing = [...new Set(distinct)].filter(({ flow }) => flow.protocol === 'frames');
  const all = [...new Set(distinct)].filter((one) => !standing.includes(one));
  const found = new Map<Experiment, readonly Observation[]>();
  const run = async (some: readonly Experiment[], how: (round: Round) => Promise<Results>): Promise<void> => {
    if (some.length === 0) return;
    const results = await how({ ...shared, experiments: some });
    some.forEach((experiment, index) => found.set(experiment, results[index] ?? []));
    onFound(distinct.filter((one) => found.has(one)).length);
  };
  const [rows, singles] = [
    all.filter(({ series }) => series !== undefined),
    all.filter(({ series }) => series === undefined),
  ];
  const positives = singles.filter(({ controls }) => controls.length === 0);
  const plain = positives.filter((one) => !one.capture);
  await using listening = await overhear(flowsOf(standing), shared.netns);
  await run(plain, observePlain);
  // Where ranges are reused, an address does not say whose it is: the way that the request took does.
  const ambiguous = plain.filter((one) => found.get(one)?.some((seen) => isAmbiguous(shared.owners, seen)));
  await run([...positives.filter((one) => one.capture), ...ambiguous], observeCaptured);
  for (const row of rows) await run([row], async () => [await observeSeries(row, shared)]);
  for (const some of inSandwiches(singles.filter(({ controls }) => controls.length > 0)))
    await run(some, observeSandwich);
  const overheard = await listening.conclude();
  standing.forEach((experiment, at) => found.set(experiment, overheard.slice(at, at + 1)));
  return distinct.map((one) => found.get(one) ?? []);
};

const isAmbiguous = (owners: Owners, { flow, sourceSeen }: Observation): boolean => {
  const machines = owners.get(sourceSeen ?? '') ?? [];
  return machines.length > 1 && !machines.includes(flow.from);
};

const observePlain = async (round: Round): Promise<Results> => {
  const attempts = await sendAll(flowsOf(round.experiments), starting(round.netns, false));
  return concludeTries(round, attempts, unlooked);
};

const observeCaptured = async (round: Round): Promise<Results> => {
  using running = await open(round.capture);
  const attempts = await sendAll(flowsOf(round.experiments), starting(round.netns, true));
  await running.watch?.untilQuiet();
  const looked = look(running, attempts);
  return concludeTries(round, attempts, { ...looked, tables: tablesOf(round, attempts, looked) });
};

/** Of the machines that were passed by those that are asked about. */
const tablesOf = ({ experiments, netns }: Round, attempts: readonly Attempt[], { tracing }: Looked): Tables | null => {
  const passed = new Set<string>();
  eachWithTries(experiments, attempts).forEach(([{ flow, tracking }, own]) => {
    if (!tracking || tracing === null) return;
    for (const attempt of own) {
      const trace = tracing(flow, attempt);
      if (trace !== null) for (const machine of machinesOf(trace)) passed.add(machine);
    }
  });
  return passed.size === 0 ? null : readTables(netns, passed);
};

const observeSandwich = async (round: Round): Promise<Results> => {
  using running = await open(round.capture);
  const { attempts, controlsOf, ours } = await sendSandwich(
    round.experiments,
    starting(round.netns, true),
    running.watch,
  );
  const looked = look(running, ours);
  const concluding = concludeWith(round.owners, looked);
  return round.experiments.map((experiment, index) => {
    const controls = controlsOf(experiment, (flow, attempt) => concluding({ flow, attempt, controls: null }));
    return (attempts[index] ?? []).map((attempt) => concluding({ flow: experiment.flow, attempt, controls }));
  });
};

const starting =
  (netns: ReadonlyMap<string, Netns>, captured: boolean): Start =>
  (flow) =>
    startProbe(netns, flow, { captured });

const flowsOf = (experiments: readonly Experiment[]): readonly Flow[] =>
  experiments.flatMap(({ flow, tries }) => Array.from({ length: tries }, () => flow));

const concludeTries = ({ experiments, owners }: Round, attempts: readonly Attempt[], looked: Looked): Results => {
  const concluding = concludeWith(owners, looked);
  return eachWithTries(experiments, attempts).map(([{ flow, tracking }, own]) =>
    own.map((attempt) => concluding({ flow, attempt, controls: null, tracking })),
  );
};

/** Attempts come in the order of the experiments, so many for each. */
const eachWithTries = (
  experiments: readonly Experiment[],
  attempts: readonly Attempt[],
): readonly (readonly [Experiment, readonly Attempt[]])[] => {
  let next = 0;
  return experiments.map((experiment) => {
    const own = attempts.slice(next, next + experiment.tries);
    next += experiment.tries;
    return [experiment, own] as const;
  });
};

const inSandwiches = (experiments: readonly Experiment[]): readonly (readonly Experiment[])[] => {
  const sandwiches: Experiment[][] = [];
  let room = 0;
  for (const experiment of experiments) {
    if (experiment.tries > room || sandwiches.length === 0) {
      sandwiches.push([]);
      room = largestSandwich;
    }
    room -= experiment.tries;
    sandwiches.at(-1)?.push(experiment);
  }
  return sandwiches;
};
