import { readFileSync } from 'node:fs';
import { planOf } from '../src/plan/plan.ts';
import { realize } from '../src/realize/netns.ts';
import { parseLab } from '../src/spec/parse.ts';
import { timed } from './measure.ts';

/** Milliseconds for the steps alone, in a process that is already running. */
export const bareWork = (file: string): Promise<number> => {
  const plan = planOf(parseLab(readFileSync(file, 'utf8'), file));
  return timed(() => realize(plan));
};
