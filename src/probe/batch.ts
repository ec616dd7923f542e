// Sending many flows at once.

import type { Attempt, Underway } from './attempt.ts';
import type { Flow } from './flow.ts';

export type Start = (flow: Flow) => Underway;

/** A SYN that was lost is sent again after one second: two seconds let a slow answer be seen as slow, not as lost. */
const deadlineMs = 2000;
const atOnce = 256;

/** Sends every flow, so many at once, and gives each one until its deadline. Results are in the order of `flows`. */
export const sendAll = async (flows: readonly Flow[], start: Start): Promise<readonly Attempt[]> => {
  const attempts: Attempt[] = [];
  attempts.length = flows.length;
  const remaining = flows.entries();
  const lane = async (): Promise<void> => {
    for (const [index, flow] of remaining) attempts[index] = await untilDeadline(start(flow));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, flows.length) }, lane));
  return attempts;
};

/**
 * Gives up at the deadline, after one more look at what has come: on a machine with too much to do the answer may have
 * been waiting for us, and not we for it. (Timers run before the event loop reads sockets, immediates after.)
 */
export const untilDeadline = async ({ done, giveUp }: Underway): Promise<Attempt> => {
  const timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), deadlineMs);
  try {
    return await done;
  } finally {
    clearTimeout(timer);
  }
};
