import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';
import type { LabState } from '../agent/protocol.ts';
import { UsageError } from '../errors.ts';
import { ended, environmentInside, placeIn, startInside } from './inside.ts';
import { program } from './program.ts';
import { connectTo, machineOf } from './running.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** An interactive shell as one machine, or in the lab's outer namespace where `ip netns` shows every machine. */
export const shell = async (terminal: Terminal, argument: string, who: string | undefined): Promise<ExitCode> => {
  if (terminal.json)
    throw new UsageError('a shell has no JSON', { hint: `${program} exec LAB WHO --json -- CMD runs one command` });
  await using connection = await connectTo(argument);
  const state = await connection.request('describe', {});
  const machine = who === undefined ? null : machineOf(state, who).name;
  const command = loginShell();
  terminal.note(machine === null ? outside(state) : `in ${state.lab} as ${machine}; exit leaves\n`);
  const environment = environmentInside({
    CAUSEWAY_LAB: state.lab,
    CAUSEWAY_MACHINE: machine ?? '',
    ...prompt(command, machine === null ? state.lab : `${state.lab} ${machine}`),
  });
  const place = placeIn(state, connection.pid, machine);
  return await ended(startInside({ place, command: [command], environment }, 'inherit'));
};

const outside = ({ lab, machines }: LabState): string => {
  const one = machines.find(({ kind }) => kind === 'pod') ?? machines[0];
  return `in ${lab}: \`ip netns\` lists its machines, \`ip netns exec ${one?.name ?? 'NAME'} ip route\` acts as one; exit leaves\n`;
};

const loginShell = (): string => {
  const shells = [process.env['SHELL'] ?? '/bin/bash', '/bin/bash'];
  return shells.find(isExecutable) ?? '/bin/sh';
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Each shell hears of its prompt in another way; bash reads its own files first, and then this, once. */
const prompt = (command: string, where: string): NodeJS.ProcessEnv =>
  basename(command) === 'bash'
    ? { PROMPT_COMMAND: `PS1="[${where}] $PS1"; unset PROMPT_COMMAND` }
    : { PS1: `[${where}] $ ` };
