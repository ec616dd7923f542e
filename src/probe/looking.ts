// From a capture that ran while flows were sent to the observations of them.

import type { Capture } from '../linux/capture.ts';
import type { Attempt } from './attempt.ts';
import { conclude, type Owners } from './conclude.ts';
import type { Flow } from './flow.ts';
import type { ControlResult, Observation } from './observation.ts';
import type { Tables } from './tracking.ts';
import { type Tracing, type Watch, watch } from './watch.ts';

/** Where the kernel refuses to capture, probes are sent all the same, and what they say is no evidence. */
export type Running = Disposable & { readonly watch: Watch | null; readonly detail: string | null };

export type Looked = {
  readonly tracing: Tracing | null;
  readonly detail: string | null;
  /** What kernels keep of the flows, where it was asked for. */
  readonly tables: Tables | null;
};

export const open = async (capture: Capture): Promise<Running> => {
  const opened = await watch(capture);
  if (typeof opened === 'string') return { watch: null, detail: opened, [Symbol.dispose]: () => {} };
  return { watch: opened, detail: null, [Symbol.dispose]: () => opened[Symbol.dispose]() };
};

/** `ours` are all that were sent while it ran. */
export const look = (running: Running, ours: readonly Attempt[]): Looked => ({
  tracing: running.watch?.tracing(ours) ?? null,
  detail: running.detail,
  tables: null,
});

export const unlooked: Looked = { tracing: null, detail: null, tables: null };

/** One sending, and what is wanted to be known of it. */
export type Sending = {
  readonly flow: Flow;
  readonly attempt: Attempt;
  readonly controls: readonly ControlResult[] | null;
  readonly tracking?: true | undefined;
};

export const concludeWith =
  (owners: Owners, { tracing, detail, tables }: Looked) =>
  ({ flow, attempt, controls, tracking }: Sending): Observation =>
    conclude({
      flow,
      attempt: { ...attempt, detail: attempt.detail ?? detail },
      trace: tracing === null ? null : tracing(flow, attempt),
      owners,
      controls,
      tables: tracking ? tables : null,
    });
