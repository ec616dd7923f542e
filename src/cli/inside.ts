// Runs a program inside a lab: in the agent's mount and pid namespaces, and in one machine's network namespace.

import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { constants as os } from 'node:os';
import { delimiter, join } from 'node:path';
import type { LabState } from '../agent/protocol.ts';
import { findTool } from '../linux/host-tools.ts';

export type Place = {
  /** The agent's process. */
  readonly pid: number;
  readonly rootless: boolean;
  /** A machine; null stands for the lab's outer namespace, from which `ip netns` sees all machines. */
  readonly machine: string | null;
};

export type Start = {
  readonly place: Place;
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
};

export const placeIn = ({ rootless }: LabState, pid: number, machine: string | null): Place => ({
  pid,
  rootless,
  machine,
});

/** Starts the command there, in the same directory if the lab sees it. Ctrl-C reaches it through the terminal. */
export const startInside = ({ place, command, environment }: Start, output: 'inherit' | 'capture'): ChildProcess =>
  spawn(findTool('nsenter'), [...nsenterArguments(place), '--', ...command], {
    stdio: output === 'inherit' ? 'inherit' : ['inherit', 'pipe', 'pipe'],
    env: environment,
  });

const nsenterArguments = ({ pid, rootless, machine }: Place): string[] => {
  const root = `/proc/${pid}/root`;
  const directory = join(root, process.cwd());
  return [
    `--target=${pid}`,
    ...(rootless ? ['--user', '--preserve-credentials'] : []),
    '--mount',
    '--pid',
    machine === null ? '--net' : `--net=${root}/run/netns/${machine}`,
    // Named through the lab's own root: a directory opened on this side would stay on this side's mounts.
    ...(isDirectory(directory) ? [`--wd=${directory}`] : []),
  ];
};

const isDirectory = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

/** The caller's environment, with a PATH that finds the system's network tools, and never a package's. */
export const environmentInside = (extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const own = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => entry !== '' && !entry.includes('node_modules'));
  const needed = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].filter((entry) => !own.includes(entry));
  return { ...process.env, ...extra, PATH: [...own, ...needed].join(delimiter) };
};

/** Whether the shell would find it. Names with a slash are left to the kernel, which sees the lab's own mounts. */
export const isFound = (command: string, { PATH = '' }: NodeJS.ProcessEnv): boolean =>
  command.includes('/') ||
  PATH.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Resolves with the exit code as a shell would count it: 128 plus the number of the signal that killed it. */
export const ended = async (child: ChildProcess): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (code, killedBy) => resolve(code ?? 128 + (killedBy === null ? 0 : os.signals[killedBy])));
  // The terminal sends Ctrl-C to the command too, and it is the command's to answer.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const onTerminate = (): void => terminate(child);
  process.on('SIGTERM', onTerminate);
  try {
    return await promise;
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', onTerminate);
  }
};

/** nsenter stands between: it would end alone and leave the command running. */
const terminate = (child: ChildProcess): void => {
  const { pid } = child;
  if (pid === undefined) return;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((word) => word !== '');
  for (const each of children) process.kill(Number(each), 'SIGTERM');
  if (children.length === 0) child.kill('SIGTERM');
};
