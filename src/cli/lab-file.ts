// From what was typed to a lab: a built-in lab's name, or a path.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.ts';
import { root } from '../root.ts';
import type { Lab } from '../spec/lab.ts';
import { didYouMean } from './did-you-mean.ts';

const labsDirectory = fileURLToPath(new URL('labs/', root));

/** A lab file is pages long; whatever is larger is something else. */
const maxBytes = 1024 * 1024;

export type LabFile = {
  readonly path: string;
  /** What tells others which file it was: the built-in lab's name, or the absolute path. */
  readonly source: string;
};

/** Labs that come with the program, in reading order: `labs/05-island.yaml` is `island`. */
export const builtInLabs = (): readonly { readonly name: string; readonly path: string }[] =>
  readdirSync(labsDirectory)
    .toSorted()
    .flatMap((file) => {
      const name = /^\d+-(?<name>.+)\.yaml$/.exec(file)?.groups?.['name'];
      return name === undefined ? [] : [{ name, path: join(labsDirectory, file) }];
    });

/** Whether the word can only be meant as a lab. */
export const isLab = (word: string): boolean => findLabFile(word) !== null;

/** Null when there is neither a built-in lab nor a file of that name. Reads nothing. */
export const findLabFile = (argument: string): LabFile | null => {
  const builtIn = builtInLabs().find(({ name }) => name === argument);
  if (builtIn !== undefined) return { path: builtIn.path, source: builtIn.name };
  const path = resolve(argument);
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : { path, source: path };
};

/** What `readLab` can read: the argument itself, or the file of the lab that is up under that name. */
export const labFileFor = async (argument: string): Promise<string> => {
  // Only Linux has labs that are up, and only a name that is no file asks for what it takes to speak with them.
  if (process.platform !== 'linux' || findLabFile(argument) !== null) return argument;
  const { connectAgent } = await import('../agent/client.ts');
  await using connection = await connectAgent(argument);
  return connection === null ? argument : (await connection.request('describe', {})).source;
};

/** Throws UsageError when there is no such file, and SpecError when it is no lab. */
export const readLab = async (argument: string): Promise<{ readonly lab: Lab; readonly source: string }> => {
  const file = findLabFile(argument);
  if (file === null) throw noSuchLab(argument);
  const text = readText(file.path);
  const { parseLab } = await import('../spec/parse.ts');
  return { lab: parseLab(text, shownPath(file.path)), source: file.source };
};

/** `others` are names that would have been understood too. */
export const noSuchLab = (argument: string, others: readonly string[] = []): UsageError => {
  const names = [...new Set([...builtInLabs().map(({ name }) => name), ...others])];
  const message = /[/.]/.test(argument)
    ? `there is no file ${argument}`
    : `there is no lab ${argument}, nor a file of that name`;
  return new UsageError(message, { hint: didYouMean(argument, names, 'labs that come with causeway') });
};

const readText = (path: string): string => {
  const shown = shownPath(path);
  const stats = statSync(path);
  if (stats.isDirectory())
    throw new UsageError(`${shown} is a directory, not a lab file`, { hint: 'name one of the YAML files in it' });
  if (!stats.isFile())
    throw new UsageError(`${shown} is not a regular file`, { hint: 'write the lab into a file first' });
  if (stats.size > maxBytes)
    throw new UsageError(`${shown} has ${stats.size} bytes; a lab file has at most ${maxBytes}`, {
      hint: 'large labs have a short form: nodes: 20, podsPerNode: 10',
    });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const why =
      cause instanceof TypeError ? 'it is not UTF-8 text' : cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${shown} cannot be read: ${why}`, {
      hint: 'check that it is a lab file and that you may read it',
      cause,
    });
  }
};

/** Relative where that is shorter to read, as compilers print it. */
const shownPath = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
};
