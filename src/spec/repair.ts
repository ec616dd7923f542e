// What has the wrong shape is put right where it is plain what was meant, or else replaced by something that can be looked
// past, so that all the rest is looked at as it stands.

import * as z from 'zod';
import type { Path } from './finding.ts';
import { bareAt, keysOf, kindOf, schemaAt } from './kind.ts';
import { labFile } from './schema.ts';
import { suggest } from './suggest.ts';

/** By a path, as JSON: the key that the file has instead of its last one. */
export type TypedKeys = ReadonlyMap<string, string>;

/** The path as the file has it. */
export const asTyped = (path: Path, typed: TypedKeys): Path =>
  path.map((step, index) => typed.get(JSON.stringify(path.slice(0, index + 1))) ?? step);

export type Repair = { readonly root: unknown; readonly lost: Path[]; readonly typed: Map<string, string> };

type Issue = z.core.$ZodIssue;

export const pathOf = (issue: Issue): Path =>
  issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));

/** A number that was written as text, where one is wanted. */
export const numberIn = (input: unknown, kind: string): number | null =>
  typeof input === 'string' && /^-?\d{1,9}$/.test(input) && kind.includes('a whole number') ? Number(input) : null;

export const mend = (repair: Repair, issue: Issue): void => {
  const path = pathOf(issue);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) rename(repair, path, key);
    return;
  }
  const meant = meantBy(issue, path);
  if (meant !== null) put(repair.root, path, meant);
  else if (issue.input !== undefined) cut(repair, path);
  else if (valueAt(repair.root, path) === undefined) standIn(repair, path);
};

/** A key that is near to one that is missing is that one. */
const rename = ({ root, typed }: Repair, path: Path, key: string): void => {
  const parent = valueAt(root, path);
  if (!isMap(parent)) return;
  const near = suggest(key, keysOf(schemaAt(labFile, path)));
  if (near !== null && !(near in parent)) {
    parent[near] = parent[key];
    typed.set(JSON.stringify([...path, near]), key);
  }
  delete parent[key];
};

const meantBy = (issue: Issue, path: Path): string | number | null => {
  if (issue.code !== 'invalid_value') return numberIn(issue.input, kindOf(schemaAt(labFile, path)));
  return typeof issue.input === 'string' ? suggest(issue.input, issue.values.map(String)) : null;
};

const cut = ({ root, lost }: Repair, path: Path): void => {
  // Taking one entry out of a list would move the others away from their lines: the whole list goes.
  const entry = path.findIndex((step) => typeof step === 'number');
  const whole = entry === -1 ? path : path.slice(0, entry);
  const parent = valueAt(root, whole.slice(0, -1));
  const last = whole.at(-1);
  lost.push(whole);
  // Two issues can be about the same part: then it is gone already.
  if (last !== undefined && isMap(parent)) delete parent[last];
};

/** For what a part cannot be without; where nothing can stand for it, the part goes. */
const standIn = (repair: Repair, path: Path): void => {
  const parent = valueAt(repair.root, path.slice(0, -1));
  const value = path.at(-1) === 'model' && isMap(parent) ? likelyModel(parent) : blank(bareAt(labFile, path));
  repair.lost.push(path);
  if (value === null) cut(repair, path.slice(0, -1));
  else put(repair.root, path, value);
};

/** The model that its other keys are for, or else the one that contradicts the least of them. */
const likelyModel = (cluster: Readonly<Record<string | number, unknown>>): string => {
  if ('archipelago' in cluster) return 'archipelago';
  if ('promises' in cluster || 'wiring' in cluster) return 'custom';
  if ('routing' in cluster) return 'flat';
  return 'hosts' in cluster ? 'isolated' : 'island';
};

/** Nothing, as that kind of value says it. */
const blank = (schema: z.core.$ZodType | null): unknown => {
  if (schema instanceof z.ZodUnion) {
    const [first, ...others] = schema.options.map((one) => blank(bareAt(one, [])));
    // A number of things is not nothing.
    return typeof first === 'number' ? others.find((one) => one !== null) : first;
  }
  if (schema instanceof z.ZodString) return '';
  if (schema instanceof z.ZodArray) return [];
  if (schema instanceof z.ZodNumber) return 1;
  return schema instanceof z.ZodRecord || schema instanceof z.ZodObject ? {} : null;
};

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce((value, step) => (isMap(value) ? value[step] : undefined), root);

const put = (root: unknown, path: Path, value: unknown): void => {
  const parent = valueAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last !== undefined && isMap(parent)) parent[last] = value;
};

const isMap = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;
