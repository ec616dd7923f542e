// What is sent across something that happens to the lab: flows that are held open before it, while it lasts and after it,
// flows that are sent again and again from before it until after it, and in between all that only asks how things are.

import { type Capture, createCapture } from '../linux/capture.ts';
import type { Netns } from '../linux/netns.ts';
import type { Underway } from './attempt.ts';
import { untilDeadline } from './batch.ts';
import { conclude } from './conclude.ts';
import type { Experiment } from './flow.ts';
import { type Held, openHeld } from './held.ts';
import type { Observation, When } from './observation.ts';
import { readOwners } from './owners.ts';
import { startStream } from './stream.ts';
import { watch } from './watch.ts';

type Machines = ReadonlyMap<string, Netns>;
type Results = readonly (readonly Observation[])[];

/** What happens to the lab. `end` is called once `begin` was, whatever came of that. */
export type Event = {
  /** Both call `between` between any two things that they do. */
  readonly begin: (between: () => Promise<void>) => Promise<void>;
  readonly end: (between: () => Promise<void>) => Promise<void>;
};

export type Calm = {
  readonly netns: Machines;
  /** Sends those experiments that ask only how things are. */
  readonly observe: (experiments: readonly Experiment[]) => Promise<Results>;
};

/** Of a held flow there are three observations a try, before, during and after; of a streamed one as many as were sent. */
export const observeAcross = async (
  experiments: readonly Experiment[],
  { begin, end }: Event,
  { netns, observe }: Calm,
): Promise<Results> => {
  const still = experiments.filter(({ across }) => across === undefined);
  await using held = holdAll(
    netns,
    experiments.filter(({ across }) => across === 'held'),
  );
  await using stream = await startStream(
    netns,
    experiments.filter(({ across }) => across === 'streamed'),
  );
  await held.ask('before');
  await stream.enter('during');
  let seen: Results = [];
  try {
    await begin(stream.send);
    await held.ask('during');
    seen = await observe(still);
  } finally {
    await end(stream.send);
  }
  await held.ask('after');
  await stream.enter('after');
  const found = new Map([
    ...still.map((one, at) => [one, seen[at] ?? []] as const),
    ...held.results(),
    ...(await stream.results()),
  ]);
  return experiments.map((one) => found.get(one) ?? []);
};

type Tried = { readonly experiment: Experiment; readonly flow: Held; readonly seen: Observation[] };

type HeldFlows = AsyncDisposable & {
  readonly ask: (when: When) => Promise<void>;
  readonly results: () => ReadonlyMap<Experiment, readonly Observation[]>;
};

const holdAll = (netns: Machines, experiments: readonly Experiment[]): HeldFlows => {
  const capture = createCapture([...netns.values()]);
  const tried = experiments.flatMap((experiment) =>
    Array.from({ length: experiment.tries }, (): Tried => ({
      experiment,
      flow: openHeld(machineOf(netns, experiment), experiment.flow),
      seen: [],
    })),
  );
  return {
    ask: (when) => askAll(tried, when, { netns, capture }),
    results: () =>
      new Map(
        experiments.map((one) => [one, tried.flatMap(({ experiment, seen }) => (experiment === one ? seen : []))]),
      ),
    [Symbol.asyncDispose]: async () => {
      for (const { flow } of tried) flow[Symbol.dispose]();
      void capture[Symbol.asyncDispose]();
    },
  };
};

const machineOf = (netns: Machines, { flow }: Experiment): Netns => {
  const where = netns.get(flow.from);
  if (where === undefined) throw new Error(`no machine is called ${flow.from}`);
  return where;
};

const askAll = async (
  tried: readonly Tried[],
  when: When,
  { netns, capture }: { readonly netns: Machines; readonly capture: Capture },
): Promise<void> => {
  if (tried.length === 0) return;
  const opened = await watch(capture);
  using running = typeof opened === 'string' ? null : opened;
  const attempts = await Promise.all(tried.map(({ flow }) => flow.ask()).map(waited));
  await running?.untilQuiet();
  const tracing = running?.tracing(attempts) ?? null;
  const owners = readOwners(netns);
  attempts.forEach((attempt, at) => {
    const one = tried[at];
    if (one === undefined) return;
    const { flow } = one.experiment;
    const trace = tracing === null ? null : tracing(flow, attempt);
    one.seen.push({ ...conclude({ flow, attempt, trace, owners, controls: null }), when });
  });
};

const waited = (underway: Underway) => untilDeadline(underway);
