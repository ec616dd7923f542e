// Waiting for a fact: it is looked for again and again, and once more when the time is up.

import { setTimeout } from 'node:timers/promises';

/** Milliseconds; an aborted `signal` ends the wait with its AbortError. */
type Patience = { readonly patience: number; readonly pause: number; readonly signal?: AbortSignal };

/** Whether it came to be so in time. */
export const until = async (
  isSo: () => boolean | Promise<boolean>,
  { patience, pause, signal }: Patience,
): Promise<boolean> => {
  const deadline = performance.now() + patience;
  for (;;) {
    const late = performance.now() > deadline;
    if (await isSo()) return true;
    if (late) return false;
    await setTimeout(pause, undefined, signal === undefined ? {} : { signal });
  }
};
