// Waiting for a program to take connections: only then is it there for anybody.

import { LabError } from '../errors.ts';
import { isListening } from '../linux/listening.ts';
import type { Netns } from '../linux/netns.ts';
import type { StepOf } from '../plan/step.ts';
import { type Daemon, mustRun } from './daemon.ts';
import { until } from './until.ts';

/** Milliseconds. */
const pause = 5;

type Options = { readonly daemons: readonly Daemon[]; readonly signal: AbortSignal };

/** Throws LabError after the step's deadline, or as soon as a daemon of the lab has ended. */
export const awaitListening = async (
  step: StepOf<'listen.await'>,
  netns: Netns,
  { daemons, signal }: Options,
): Promise<void> => {
  const listens = (): boolean => {
    if (isListening(netns, step)) return true;
    mustRun(daemons);
    return false;
  };
  if (await until(listens, { patience: step.seconds * 1000, pause, signal })) return;
  throw new LabError(`nobody listens on ${step.address}, port ${step.port}, after ${step.seconds} s`);
};
