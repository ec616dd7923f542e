import { planOf } from '../plan/plan.ts';
import { printPlan } from '../plan/shell.ts';
import { labFileFor, readLab } from './lab-file.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** The shell script that builds the same network by hand. */
export const plan = async (terminal: Terminal, argument: string): Promise<ExitCode> => {
  const { lab } = await readLab(await labFileFor(argument));
  const made = planOf(lab);
  if (terminal.json) terminal.answer(made, () => '');
  else terminal.print(printPlan(made));
  return 0;
};
