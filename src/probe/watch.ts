// A capture that is running: collects what is seen until it is asked what one attempt left in it.

import { setTimeout } from 'node:timers/promises';
import type { Capture, Sight } from '../linux/capture.ts';
import { SystemError } from '../linux/libc.ts';
import type { Attempt } from './attempt.ts';
import { beyond, indexSights, onwardsOf, type SightIndex, type Trace, traceOf } from './evidence.ts';
import type { Flow } from './flow.ts';

export type Watch = Disposable & {
  /** Takes over what waits in the kernel's buffers, before they overflow. Returns how many packets that was. */
  readonly drain: () => number;
  /** Returns when nothing more comes. */
  readonly untilQuiet: () => Promise<void>;
  /** How an attempt's traces are found from now on; `ours` are all that were sent meanwhile. */
  readonly tracing: (ours: readonly Attempt[]) => Tracing;
};

/** Null for an attempt whose packets cannot be told from others. */
export type Tracing = (flow: Flow, attempt: Attempt) => Trace | null;

/** Often enough for the 200 KiB that the kernel gives to whoever has no privilege on the host. */
const drainEveryMs = 5;
const quietMs = 2;
const quietDrains = 2;
const mostDrains = 25;

/** Starts the capture. Returns why it cannot, where the kernel refuses. */
export const watch = async (capture: Capture): Promise<Watch | string> => {
  try {
    if (capture.arm()) {
      if (!(await capture.stamping())) return 'no capture: the kernel does not stamp packets as they pass';
      capture.drain();
    }
  } catch (error) {
    if (error instanceof SystemError) return `no capture: ${error.message}`;
    throw error;
  }
  const sights: Sight[] = [];
  const drain = (): number => {
    const fresh = capture.drain();
    for (const sight of fresh) sights.push(sight);
    return fresh.length;
  };
  const timer = setInterval(drain, drainEveryMs);
  return {
    drain,
    untilQuiet: () => untilQuiet(drain),
    tracing: (ours) => {
      drain();
      const index = indexSights(sights.toSorted((a, b) => a.atUs - b.atUs));
      return tracingIn({ index, drops: capture.drops(), ours });
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      capture.disarm();
    },
  };
};

// Packets pass between namespaces within the system call that sends them, or in the softirq right after it.
const untilQuiet = async (drain: () => number): Promise<void> => {
  let empty = 0;
  for (let drains = 0; drains < mostDrains && empty < quietDrains; drains += 1) {
    await setTimeout(quietMs);
    empty = drain() === 0 ? empty + 1 : 0;
  }
};

type Tracked = { readonly index: SightIndex; readonly drops: number; readonly ours: readonly Attempt[] };

const tracingIn =
  ({ index, drops, ours }: Tracked): Tracing =>
  (flow, { key, local, startedUs }) => {
    if (key === null) return null;
    // ARP requests for the same address are all alike: those of earlier attempts are told apart by time.
    const sights = (index.get(key) ?? []).filter(({ atUs }) => atUs >= startedUs);
    const { address, port = null } = flow.through ?? flow.to;
    const sender = { machine: flow.from, local, to: { address, port }, startedUs };
    const trace = traceOf(sights, sender, drops);
    return flow.through === undefined || flow.protocol !== 'tcp' ? trace : beyond(trace, onwardsOf(index, ours, flow));
  };
