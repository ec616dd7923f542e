// Waiting for a program to take connections: only then is it there for anybody.

import { setTimeout } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { isListening } from '../linux/listening.ts';
import type { Netns } from '../linux/netns.ts';
import type { StepOf } from '../plan/step.ts';
import type { Daemon } from './daemon.ts';

/** Milliseconds. */
const pause = 5;

type Options = { readonly daemons: readonly Daemon[]; readonly signal: AbortSignal };

/** Throws LabError after the step's deadline, or as soon as a daemon of the lab has ended. */
export const awaitListening = async (
  step: StepOf<'listen.await'>,
  netns: Netns,
  { daemons, signal }: Options,
): Promise<void> => {
  const deadline = performance.now() + step.seconds * 1000;
  while (!isListening(netns, step)) {
    const dead = daemons.flatMap(({ ended }) => ended() ?? []);
    if (dead.length > 0) throw new LabError(dead.join('\n'));
    if (performance.now() > deadline)
      throw new LabError(`nobody listens on ${step.address}, port ${step.port}, after ${step.seconds} s`);
    await setTimeout(pause, undefined, { signal });
  }
};
