// Flows that are sent again and again while something happens to the lab, each time from a fresh port: whatever state it
// passes through for as long as it takes to send a packet, a packet is sent in.

import { setImmediate, setTimeout } from 'node:timers/promises';
import { type Capture, createCapture } from '../linux/capture.ts';
import type { Netns } from '../linux/netns.ts';
import type { Underway } from './attempt.ts';
import { conclude } from './conclude.ts';
import type { Experiment } from './flow.ts';
import type { Observation, When } from './observation.ts';
import { readOwners } from './owners.ts';
import { settle } from './sandwich.ts';
import { startProbe } from './start.ts';
import { type Watch, watch } from './watch.ts';

export type Stream = AsyncDisposable & {
  /** Sends each flow once more. */
  readonly send: () => Promise<void>;
  /** From now on it is that time. A few are sent before it is. */
  readonly enter: (when: When) => Promise<void>;
  /** Ends the stream: what was seen of each flow, in the order in which it was sent. */
  readonly results: () => Promise<ReadonlyMap<Experiment, readonly Observation[]>>;
};

/** Milliseconds between two of them where nobody asks for more; and of those so many, as each takes a socket until the end. */
const everyMs = 2;
const mostUnasked = 250;
/** Sent before and after what happens. */
const atRest = 4;
/** Milliseconds. A packet that is held back for longer than this is not seen. */
const heldBackMs = 50;

type Sent = { readonly experiment: Experiment; readonly underway: Underway; readonly when: When };

type Machines = ReadonlyMap<string, Netns>;

/** Nothing is sent, and nothing captured, where there is no flow to stream. */
export const startStream = async (netns: Machines, experiments: readonly Experiment[]): Promise<Stream> => {
  if (experiments.length === 0) return noStream;
  const capture = createCapture([...netns.values()]);
  const running = await watchIfAllowed(capture);
  const sent: Sent[] = [];
  let now: When = 'before';
  const sendOnce = (): void => {
    for (const experiment of experiments)
      sent.push({ experiment, underway: startProbe(netns, experiment.flow, { captured: true }), when: now });
  };
  let unasked = mostUnasked;
  const timer = setInterval(() => {
    unasked -= 1;
    if (unasked >= 0) sendOnce();
  }, everyMs);
  const send = async (): Promise<void> => {
    sendOnce();
    await setImmediate();
  };
  return {
    send,
    enter: async (when) => {
      if (when === 'after') now = when;
      for (let count = 0; count < atRest; count += 1) await send();
      now = when;
    },
    results: async () => {
      clearInterval(timer);
      await setTimeout(heldBackMs);
      await running?.untilQuiet();
      return concludeAll(sent, netns, { experiments, running });
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      for (const { underway } of sent) underway.giveUp();
      running?.[Symbol.dispose]();
      void capture[Symbol.asyncDispose]();
    },
  };
};

/** Where the kernel refuses to capture, flows are sent all the same, and what they say is no evidence. */
const watchIfAllowed = async (capture: Capture): Promise<Watch | null> => {
  const opened = await watch(capture);
  return typeof opened === 'string' ? null : opened;
};

const noStream: Stream = {
  send: async () => {},
  enter: async () => {},
  results: async () => new Map(),
  [Symbol.asyncDispose]: async () => {},
};

type Seen = { readonly experiments: readonly Experiment[]; readonly running: Watch | null };

const concludeAll = async (
  sent: readonly Sent[],
  netns: Machines,
  { experiments, running }: Seen,
): Promise<ReadonlyMap<Experiment, readonly Observation[]>> => {
  const attempts = await settle(sent.map(({ underway }) => underway));
  const tracing = running?.tracing(attempts) ?? null;
  const owners = readOwners(netns);
  const seen = sent.flatMap(({ experiment, when }, at) => {
    const attempt = attempts[at];
    if (attempt === undefined) return [];
    const { flow } = experiment;
    const trace = tracing === null ? null : tracing(flow, attempt);
    return [{ experiment, observation: { ...conclude({ flow, attempt, trace, owners, controls: null }), when } }];
  });
  return new Map(
    experiments.map((one) => [
      one,
      seen.flatMap(({ experiment, observation }) => (experiment === one ? [observation] : [])),
    ]),
  );
};
