// What could stand at the cursor. Called by the completion scripts; says nothing rather than complain.

import type { Command } from 'commander';
import { connectAgent, listAgents } from '../agent/client.ts';
import { LabError } from '../errors.ts';
import type { Lab } from '../spec/lab.ts';
import { builtInLabs, readLab } from './lab-file.ts';
import { labName } from './running.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** `value` and what it means, which zsh shows. */
export type Candidate = readonly [value: string, meaning: string];

/** Prints candidates, `value TAB meaning`, a line each. The last of `words` is the one being typed. */
export const complete = async ({ print }: Terminal, root: Command, words: readonly string[]): Promise<ExitCode> => {
  const typed = words.at(-1) ?? '';
  try {
    const candidates = await candidatesFor(root, words.slice(0, -1), typed);
    for (const [value, meaning] of candidates) if (value.startsWith(typed)) print(`${value}\t${meaning}\n`);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
  }
  return 0;
};

const candidatesFor = async (
  root: Command,
  before: readonly string[],
  typed: string,
): Promise<readonly Candidate[]> => {
  // What follows is a command of the host's, which the shell completes better.
  if (before.includes('--')) return [];
  const first = before.find((word) => !word.startsWith('-'));
  const visible = root.createHelp().visibleCommands(root);
  if (first === undefined)
    return typed.startsWith('-')
      ? flags(root)
      : [...visible.map((each): Candidate => [each.name(), each.description()]), ...labs()];
  const verb = visible.find((each) => each.name() === first);
  if (verb === undefined) return [];
  const option = verb.options.find(({ long, required }) => required && long === before.at(-1));
  if (option !== undefined)
    return option.long === '--only' ? claimIds(operands(verb, before)[0]) : choices(option.argChoices);
  if (typed.startsWith('-')) return flags(verb);
  const place = operands(verb, before);
  return argumentCandidates(verb, place);
};

/** Words after the verb that are neither flags nor their values. */
const operands = (verb: Command, before: readonly string[]): readonly string[] => {
  const takesValue = (word: string | undefined): boolean =>
    verb.options.some(({ long, required }) => required && long === word);
  const after = before.slice(before.indexOf(verb.name()) + 1);
  return after.filter((word, index) => !word.startsWith('-') && !takesValue(after[index - 1]));
};

const argumentCandidates = async (verb: Command, place: readonly string[]): Promise<readonly Candidate[]> => {
  const argument = verb.registeredArguments[place.length];
  switch (argument?.name() ?? '') {
    case 'lab':
      return labs();
    case 'who':
    case 'machine':
    case 'from':
      return machines(place[0]);
    case 'to':
      return [...(await machines(place[0])), ...(await services(place[0]))];
    default:
      return choices(argument?.argChoices);
  }
};

const choices = (words: readonly string[] = []): Candidate[] => words.map((word) => [word, '']);

const flags = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, description }) => [long ?? '', description]);

const labs = (): Candidate[] => {
  const running = new Set(listAgents().map(({ lab }) => lab));
  const builtIn = builtInLabs().filter(({ name }) => !running.has(name));
  return [
    ...[...running].map((name): Candidate => [name, 'a lab that is up']),
    ...builtIn.map(({ name }): Candidate => [name, 'a built-in lab']),
  ];
};

const machines = async (argument: string | undefined): Promise<readonly Candidate[]> => {
  if (argument === undefined) return [];
  await using connection = await connectAgent(await labName(argument));
  if (connection === null) return specMachines((await readLab(argument)).lab);
  const state = await connection.request('describe', {});
  return state.machines.map(({ name, kind, addresses }) => [name, [kind, ...addresses].join(' ')]);
};

const specMachines = ({ hosts, clusters }: Lab): Candidate[] => {
  const nodes = clusters.flatMap((cluster) => cluster.nodes);
  return [...hosts, ...nodes, ...nodes.flatMap(({ pods }) => pods)].map(({ name, addresses }) => [
    name,
    addresses.join(' '),
  ]);
};

const services = async (argument: string | undefined): Promise<readonly Candidate[]> => {
  if (argument === undefined) return [];
  const { lab } = await readLab(argument);
  return lab.clusters.flatMap((cluster) =>
    cluster.services.map(({ name, port }): Candidate => [name, `Service on port ${port}`]),
  );
};

const claimIds = async (argument: string | undefined): Promise<readonly Candidate[]> => {
  if (argument === undefined) return [];
  const { expectationsOf } = await import('../model/expectations.ts');
  const ids = new Set(expectationsOf((await readLab(argument)).lab).map(({ id }) => id));
  return [...ids].map((id) => [id, '']);
};
