import { planOf } from '../plan/plan.ts';
import { printPlan } from '../plan/shell.ts';
import { readLab } from './lab-file.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** The shell script that builds the same network by hand. */
export const plan = async (terminal: Terminal, argument: string): Promise<ExitCode> => {
  const { lab } = await readLab(argument);
  const made = planOf(lab);
  terminal.answer(made, () => printPlan(made));
  return 0;
};
