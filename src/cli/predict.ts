import { expectationsOf } from '../model/expectations.ts';
import { unsaidOf } from '../model/unsaid.ts';
import { matrixText } from '../report/matrix.ts';
import { unsaidText } from '../report/unsaid.ts';
import { labFileFor, readLab } from './lab-file.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** What the lab's model promises, before anything is built. */
export const predict = async (terminal: Terminal, argument: string): Promise<ExitCode> => {
  const { lab } = await readLab(await labFileFor(argument));
  const expectations = expectationsOf(lab);
  const unsaid = unsaidOf(lab);
  terminal.answer(
    { lab: lab.name, expectations, unsaid },
    () => `${matrixText(lab.name, expectations, terminal.paint)}${unsaidText(unsaid)}`,
  );
  return 0;
};
