import { text } from 'node:stream/consumers';
import { UsageError } from '../errors.ts';
import { ended, environmentInside, isFound, placeIn, startInside, type Start } from './inside.ts';
import { program } from './program.ts';
import { connectTo, machineOf } from './running.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export type ExecArguments = { readonly lab: string; readonly who: string; readonly command: readonly string[] };

const notFound = 127;

/** Runs a command as one machine of the lab and passes its exit code through. */
export const exec = async (terminal: Terminal, { lab: argument, who, command }: ExecArguments): Promise<ExitCode> => {
  const [first] = command;
  if (first === undefined)
    throw new UsageError('exec what?', { hint: `${program} exec ${argument} ${who} -- ip route` });
  await using connection = await connectTo(argument);
  const state = await connection.request('describe', {});
  const place = placeIn(state, connection.pid, machineOf(state, who).name);
  const environment = environmentInside({ CAUSEWAY_LAB: state.lab, CAUSEWAY_MACHINE: who });
  if (!isFound(first, environment)) {
    if (terminal.json)
      terminal.answer({ error: { kind: 'UsageError', message: `command not found: ${first}`, hint: null } }, () => '');
    else terminal.note(`error: command not found: ${first}\n`);
    return notFound;
  }
  if (terminal.json) return capture(terminal, { place, command, environment }, { lab: state.lab, machine: who });
  return await ended(startInside({ place, command, environment }, 'inherit'));
};

/** With `--json` the output is part of the one document. */
const capture = async (terminal: Terminal, start: Start, where: object): Promise<ExitCode> => {
  const child = startInside(start, 'capture');
  const output = Promise.all([child.stdout, child.stderr].map(async (stream) => (stream === null ? '' : text(stream))));
  const exitCode = await ended(child);
  const [stdout = '', stderr = ''] = await output;
  terminal.answer({ ...where, command: start.command, exitCode, stdout, stderr }, () => stdout);
  return exitCode;
};
