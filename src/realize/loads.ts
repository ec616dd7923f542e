// The rulesets that are being loaded while the building goes on, one nft process each.

import type { StepError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import { loadRuleset } from '../linux/nft.ts';
import type { StepOf } from '../plan/step.ts';
import { refusedStep } from './refusal.ts';

export type Loads = {
  /** By namespace. None of these promises is ever broken: what went wrong is in `refused`. */
  readonly running: Map<string, Promise<void>>;
  readonly refused: StepError[];
  /** Ends them all. */
  readonly signal: AbortSignal;
};

export const startLoad = ({ running, refused, signal }: Loads, step: StepOf<'nft.load'>, netns: Netns): void => {
  const load = async (): Promise<void> => {
    try {
      await loadRuleset(netns, step.ruleset, signal);
    } catch (error) {
      if (!signal.aborted) refused.push(refusedStep(step, error));
    }
    running.delete(step.netns);
  };
  running.set(step.netns, load());
};

/** Waits until the namespace has its ruleset, and until a processor is free for another. Throws what was refused. */
export const loaded = async ({ running, refused }: Loads, netns: string): Promise<void> => {
  await running.get(netns);
  if (running.size >= mostAtATime) await Promise.race(running.values());
  throwFirst(refused);
};

export const allLoaded = async ({ running, refused }: Loads): Promise<void> => {
  await Promise.all(running.values());
  throwFirst(refused);
};

const mostAtATime = 4;

const throwFirst = ([first]: readonly StepError[]): void => {
  if (first !== undefined) throw first;
};
