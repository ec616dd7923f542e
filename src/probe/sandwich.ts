// Negatives between two rounds of their controls. Silence is proven, not waited for: when the second round has come
// through and the capture has fallen quiet, what the kernel had on its way has arrived. What somebody holds back on
// purpose, a queue or a program, is waited for, all negatives together, but not for ever.

import { setTimeout } from 'node:timers/promises';
import type { Attempt, Underway } from './attempt.ts';
import { sendAll, type Start, untilDeadline } from './batch.ts';
import type { Experiment, Flow } from './flow.ts';
import type { ControlResult, Observation } from './observation.ts';
import type { Watch } from './watch.ts';

export type Sandwich = {
  /** One list an experiment, one attempt a try. */
  readonly attempts: readonly (readonly Attempt[])[];
  /** Those and the controls'. */
  readonly ours: readonly Attempt[];
  /** What came of a control is for `concluding` to say, which knows the capture. */
  readonly controlsOf: (
    experiment: Experiment,
    concluding: (flow: Flow, attempt: Attempt) => Pick<Observation, 'outcome' | 'sourcePort'>,
  ) => readonly ControlResult[];
};

/** Milliseconds. A packet that is held back for longer than this is not seen. */
const heldBackMs = 50;

/** How many requests may wait in the capture's buffers. */
const betweenDrains = 64;

export const sendSandwich = async (
  experiments: readonly Experiment[],
  start: Start,
  running: Watch | null,
): Promise<Sandwich> => {
  const controls = new Map(experiments.flatMap((one) => one.controls).map((flow) => [JSON.stringify(flow), flow]));
  const flows = [...controls.values()];
  const before = await sendAll(flows, start);
  const sent = launch(experiments, start, running);
  const after = await sendAll(flows, start);
  await setTimeout(heldBackMs);
  await running?.untilQuiet();
  const attempts = await Promise.all(sent.map(settle));
  const places = new Map([...controls.keys()].map((key, index) => [key, index]));
  return {
    attempts,
    ours: [...before, ...after, ...attempts.flat()],
    controlsOf: (experiment, concluding) =>
      [before, after].flatMap((round) =>
        experiment.controls.flatMap((flow) => {
          const attempt = round[places.get(JSON.stringify(flow)) ?? -1];
          if (attempt === undefined) return [];
          const when = round === before ? 'before' : 'after';
          return [controlResult(flow, when, concluding(flow, attempt))];
        }),
      ),
  };
};

const controlResult = (
  { from, to, sourcePort }: Flow,
  when: ControlResult['when'],
  seen: Pick<Observation, 'outcome' | 'sourcePort'>,
): ControlResult => {
  const moved = sourcePort !== undefined && seen.sourcePort !== null && seen.sourcePort !== sourcePort;
  return { from, to: to.label, when, outcome: seen.outcome, ...(moved ? { movedTo: seen.sourcePort } : {}) };
};

const launch = (experiments: readonly Experiment[], start: Start, running: Watch | null) => {
  let sent = 0;
  return experiments.map(({ flow, tries }) =>
    Array.from({ length: tries }, () => {
      const underway = start(flow);
      sent += 1;
      if (sent % betweenDrains === 0) running?.drain();
      return underway;
    }),
  );
};

/** Gives up those that have come to silence, and waits for those that are in the middle of a conversation. */
export const settle = (tries: readonly Underway[]): Promise<readonly Attempt[]> =>
  Promise.all(
    tries.map((underway) => {
      if (underway.isTalking()) return untilDeadline(underway);
      underway.giveUp();
      return underway.done;
    }),
  );
