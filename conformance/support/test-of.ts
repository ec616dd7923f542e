// Tests of labs that run programs of others: on a host that lacks one they are skipped, and say which. What every lab
// needs has no such excuse.

import { readFileSync } from 'node:fs';
import test, { type Implementation } from 'ava';
import { findLabFile } from '../../src/cli/lab-file.ts';
import { HostError } from '../../src/errors.ts';
import { findTool, type HostTool } from '../../src/linux/host-tools.ts';
import { planOf } from '../../src/plan/plan.ts';
import type { Plan } from '../../src/plan/step.ts';
import { daemonsOf } from '../../src/realize/tools.ts';
import type { Lab } from '../../src/spec/lab.ts';
import { parseLab } from '../../src/spec/parse.ts';

type Declare = <Args extends unknown[]>(title: string, body: Implementation<Args>, ...args: Args) => void;

/** What `test` is where the host has whatever that lab runs. */
export const testOf = (lab: Lab): Declare => testOfPlan(planOf(lab));

/** The same for the built-in lab of that name. */
export const testOfBuiltIn = (name: string): Declare => {
  const { path } = findLabFile(name) ?? { path: '' };
  return testOf(parseLab(readFileSync(path, 'utf8'), name));
};

export const testOfPlan = (plan: Plan): Declare => {
  const lacking = lackingFor(plan);
  return lacking === null ? test : (title, body, ...args) => test.skip(`${title} (${lacking})`, body, ...args);
};

/** Which of the programs that it runs this host has not, in words; null when it has them all. */
export const lackingFor = (plan: Plan): string | null => {
  const words = [...daemonsOf(plan)].flatMap(missing);
  return words.length === 0 ? null : words.join(', ');
};

const missing = (program: HostTool): readonly string[] => {
  try {
    findTool(program);
    return [];
  } catch (error) {
    if (error instanceof HostError) return [error.message];
    throw error;
  }
};
