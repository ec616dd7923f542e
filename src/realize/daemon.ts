// Programs that run inside a lab for as long as it lasts. They are children of the process that builds, and belong to its
// pid namespace where it has one: whatever ends the agent ends them.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { HostError, LabError } from '../errors.ts';
import { findTool, systemPath } from '../linux/host-tools.ts';
import { inside, type Netns } from '../linux/netns.ts';
import { commandWords, filesOf, folderOf, logOf, patience } from '../plan/daemon.ts';
import type { StepOf } from '../plan/step.ts';
import { until } from './until.ts';

export type Daemon = {
  readonly machine: string;
  readonly program: string;
  readonly pid: number;
  /** How it ended and what it said last, as a sentence; null while it runs. */
  readonly ended: () => string | null;
};

/** Milliseconds. */
const pause = 5;

/**
 * Resolves when it runs, which says nothing of whether it is ready. Throws LabError when what it needs is not there in time,
 * HostError when it cannot be run.
 */
export const startDaemon = async (step: StepOf<'daemon.start'>, netns: Netns, signal: AbortSignal): Promise<Daemon> => {
  if (step.needs !== undefined) await present(step.needs, signal);
  return start(step, netns);
};

const present = async (path: string, signal: AbortSignal): Promise<void> => {
  if (await until(() => existsSync(path), { patience: patience * 1000, pause, signal })) return;
  throw new LabError(`${path} is not there after ${patience} s`);
};

/** Throws LabError with how they ended when any of them has. */
export const mustRun = (daemons: readonly Daemon[]): void => {
  const dead = daemons.flatMap(({ ended }) => ended() ?? []);
  if (dead.length > 0) throw new LabError(dead.join('\n'));
};

const start = (step: StepOf<'daemon.start'>, netns: Netns): Daemon => {
  mkdirSync(folderOf(step.netns), { recursive: true });
  for (const { name, text } of filesOf(step)) writeFileSync(name, text);
  const [command = '', ...words] = commandWords(step, findTool(step.program));
  const log = openSync(logOf(step), 'a');
  try {
    // A mount namespace of its own, as `ip netns exec` gives it in the script.
    const own = step.instead === undefined ? [command, ...words] : [findTool('unshare'), '--mount', command, ...words];
    return watched(step, run(own, netns, log));
  } finally {
    closeSync(log);
  }
};

const run = ([command = '', ...words]: readonly string[], netns: Netns, log: number): ChildProcess => {
  const env = { PATH: systemPath };
  // The fork happens in there, the waiting does not.
  return inside(netns, () => spawn(command, words, { stdio: ['ignore', log, log], env, cwd: '/' }));
};

const watched = (step: StepOf<'daemon.start'>, child: ChildProcess): Daemon => {
  const { netns: machine, program } = step;
  let end: string | null = null;
  child.on('error', () => undefined);
  child.once(
    'exit',
    (code, signal) => (end = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`),
  );
  child.unref();
  const { pid } = child;
  if (pid === undefined)
    throw new HostError(`cannot run ${program} in ${machine}`, { hint: 'See ulimit -n and ulimit -u.' });
  return { machine, program, pid, ended: () => (end === null ? null : `${program} of ${machine} ${end}${last(step)}`) };
};

const linesShown = 5;

/** The end of what it wrote. */
const last = (step: StepOf<'daemon.start'>): string => {
  const said = readFileSync(logOf(step), 'utf8').trim();
  return said === '' ? ' and said nothing' : `: ${said.split('\n').slice(-linesShown).join('\n  ')}`;
};
