import { scriptOf } from '../plan/by-hand.ts';
import { planOf } from '../plan/plan.ts';
import { labFileFor, readLab } from './lab-file.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** The shell script that builds the same network by hand. */
export const plan = async (terminal: Terminal, argument: string): Promise<ExitCode> => {
  const { lab } = await readLab(await labFileFor(argument));
  if (terminal.json) terminal.answer(planOf(lab), () => '');
  else terminal.print(scriptOf(lab));
  return 0;
};
