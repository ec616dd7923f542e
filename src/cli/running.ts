// Labs that are up, by the name or the file that was typed.

import { connectAgent, listAgents, type AgentConnection } from '../agent/client.ts';
import { LabError, UsageError } from '../errors.ts';
import type { LabState } from '../agent/protocol.ts';
import type { Machine } from '../plan/step.ts';
import { didYouMean } from './did-you-mean.ts';
import { builtInLabs, findLabFile, noSuchLab, readLab } from './lab-file.ts';
import { program } from './program.ts';

/** A lab may be up although its file is gone, so what runs is asked first. */
export const labName = async (argument: string): Promise<string> => {
  const running = listAgents().map(({ lab }) => lab);
  if (running.includes(argument) || builtInLabs().some(({ name }) => name === argument)) return argument;
  if (findLabFile(argument) === null) throw noSuchLab(argument, running);
  return (await readLab(argument)).lab.name;
};

/** Throws LabError when it is not up. The caller hangs up by disposing. */
export const connectTo = async (argument: string): Promise<AgentConnection> => {
  const name = await labName(argument);
  const connection = await connectAgent(name);
  if (connection === null) throw new LabError(`${name} is not up`, { hint: `${program} up ${argument} builds it` });
  return connection;
};

/** Throws UsageError when the lab has no such machine. */
export const machineOf = ({ lab, machines }: Pick<LabState, 'lab' | 'machines'>, who: string): Machine => {
  const machine = machines.find(({ name }) => name === who);
  if (machine !== undefined) return machine;
  const names = machines.map(({ name }) => name);
  throw new UsageError(`${lab} has no machine ${who}`, { hint: didYouMean(who, names, `machines of ${lab}`) });
};
