import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { connectAgent, listAgents } from '../agent/client.ts';
import { LabError, UsageError } from '../errors.ts';
import { isLab } from './lab-file.ts';
import { program } from './program.ts';
import { labName } from './running.ts';
import type { ExitCode, Terminal } from './terminal.ts';

type Down = { readonly lab: string; readonly wasUp: boolean };

/** Removes a lab, or all of them. A lab that is not up is as wanted. */
export const down = async (
  terminal: Terminal,
  argument: string | undefined,
  { all }: { readonly all?: true },
): Promise<ExitCode> => {
  if ((argument === undefined) === (all === undefined))
    throw new UsageError(all ? 'down takes a lab or --all, not both' : 'down what?', {
      hint: `${program} down LAB removes one, ${program} down --all removes all that are up`,
    });
  const names = argument === undefined ? listAgents().map(({ lab }) => lab) : [await nameToRemove(argument)];
  const downs: Down[] = [];
  for (const lab of names) downs.push({ lab, wasUp: await takeDown(lab) });
  const documents = downs.map(({ lab, wasUp }) => ({ lab, state: 'down', wasUp }));
  terminal.answer(all ? documents : documents[0], () =>
    names.length === 0 ? 'no lab is up\n' : downs.map(sentence).join(''),
  );
  return 0;
};

/** A plain name that nobody knows may be of a lab whose file is elsewhere and that is down already, as wanted. */
const nameToRemove = (argument: string): string | Promise<string> =>
  /[/.]/.test(argument) || isLab(argument) ? labName(argument) : argument;

const sentence = ({ lab, wasUp }: Down): string =>
  wasUp ? `${lab} is down\n` : `${lab} is not up, so nothing was done\n`;

const deadlineMs = 10_000;

/** Returns when the agent's process is gone, and every namespace with it; false when there was none. */
export const takeDown = async (lab: string): Promise<boolean> => {
  await using connection = await connectAgent(lab);
  if (connection === null) return false;
  const { pid } = connection;
  const deadline = performance.now() + deadlineMs;
  // Its answer is not waited for: somebody else may have ended it, and what counts is that it goes.
  connection.request('down', {}).catch(() => undefined);
  while (existsSync(`/proc/${pid}`) || listAgents().some((agent) => agent.lab === lab)) {
    if (performance.now() > deadline)
      throw new LabError(
        `the agent of ${lab} (process ${pid}) was told to end and is still there after ${deadlineMs / 1000} s`,
        {
          hint: `kill -KILL ${pid} ends it; nothing else has to be cleaned up`,
        },
      );
    await setTimeout(5);
  }
  return true;
};
