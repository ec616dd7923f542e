// What is sent across something that happens to the lab: flows that are held open before it, while it lasts and after it,
// flows that are sent again and again from before it until after it, and in between, or once it is over, all that only
// asks how things are.

import { type Capture, createCapture } from '../linux/capture.ts';
import type { Netns } from '../linux/netns.ts';
import { untilDeadline } from './batch.ts';
import { conclude } from './conclude.ts';
import type { Experiment, Flow } from './flow.ts';
import { type Held, openHeld } from './held.ts';
import type { Observation, When } from './observation.ts';
import { readOwners } from './owners.ts';
import { startProbe } from './start.ts';
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

/** There are three observations a try, before, during and after; of a streamed flow as many as were sent. */
export const observeAcross = async (
  experiments: readonly Experiment[],
  { begin, end }: Event,
  { netns, observe }: Calm,
): Promise<Results> => {
  const still = experiments.filter(({ across }) => across === undefined);
  const afterwards = experiments.filter(({ across }) => across === 'afterwards');
  await using held = holdAll(
    netns,
    experiments.filter(({ across }) => across === 'held' || across === 'again'),
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
  const later = await observe(afterwards);
  const found = new Map([
    ...still.map((one, at) => [one, seen[at] ?? []] as const),
    ...afterwards.map((one, at) => [one, later[at] ?? []] as const),
    ...held.results(),
    ...(await stream.results()),
  ]);
  return experiments.map((one) => found.get(one) ?? []);
};

type Tried = {
  readonly experiment: Experiment;
  readonly flow: Flow;
  readonly held: Held;
  readonly seen: Observation[];
};

type HeldFlows = AsyncDisposable & {
  readonly ask: (when: When) => Promise<void>;
  readonly results: () => ReadonlyMap<Experiment, readonly Observation[]>;
};

const holdAll = (netns: Machines, experiments: readonly Experiment[]): HeldFlows => {
  const capture = createCapture([...netns.values()]);
  const tried = experiments.flatMap((experiment) =>
    Array.from({ length: experiment.tries }, (_, at): Tried => {
      const flow = flowOfTry(experiment, at);
      return { experiment, flow, held: openTry(netns, experiment, flow), seen: [] };
    }),
  );
  return {
    ask: (when) => askAll(tried, when, { netns, capture }),
    results: () =>
      new Map(
        experiments.map((one) => [one, tried.flatMap(({ experiment, seen }) => (experiment === one ? seen : []))]),
      ),
    [Symbol.asyncDispose]: async () => {
      for (const { held } of tried) held[Symbol.dispose]();
      void capture[Symbol.asyncDispose]();
    },
  };
};

const flowOfTry = ({ flow, senders = [] }: Experiment, at: number): Flow => ({
  ...flow,
  from: senders[at % senders.length] ?? flow.from,
});

/** A flow that is sent again is a new one each time. */
const openTry = (netns: Machines, { across }: Experiment, flow: Flow): Held => {
  if (across === 'again') return { ask: () => startProbe(netns, flow, { captured: true }), [Symbol.dispose]: () => {} };
  const where = netns.get(flow.from);
  if (where === undefined) throw new Error(`no machine is called ${flow.from}`);
  return openHeld(where, flow);
};

const askAll = async (
  tried: readonly Tried[],
  when: When,
  { netns, capture }: { readonly netns: Machines; readonly capture: Capture },
): Promise<void> => {
  if (tried.length === 0) return;
  const opened = await watch(capture);
  using running = typeof opened === 'string' ? null : opened;
  // What was lost before it is not claimed to go on.
  const asked = tried.map(({ held, seen }) => untilDeadline(held.ask(), { hopeless: unanswered(seen[0]) }));
  const attempts = await Promise.all(asked);
  await running?.untilQuiet();
  const tracing = running?.tracing(attempts) ?? null;
  const owners = readOwners(netns);
  attempts.forEach((attempt, at) => {
    const one = tried[at];
    if (one === undefined) return;
    const { flow } = one;
    const trace = tracing === null ? null : tracing(flow, attempt);
    one.seen.push({ ...conclude({ flow, attempt, trace, owners, controls: null }), when });
  });
};

const unanswered = (seen: Observation | undefined): boolean => seen?.outcome === 'lost' || seen?.outcome === 'one-way';
