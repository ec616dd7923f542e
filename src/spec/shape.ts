// Plain values → a `LabFile`. What has the wrong shape is reported and cut out, so that the checks that follow can
// look at the rest: a reader gets all problems of a file in one go.

import type * as z from 'zod';
import { keyOf, oneOf, quote, type Finding, type Path, type Report } from './finding.ts';
import { helpAt, keysOf, kindOf, schemaAt } from './kind.ts';
import { takeMisplaced } from './misplaced.ts';
import { mend, numberIn, pathOf, type Repair, type TypedKeys } from './repair.ts';
import { labFile, type LabFile } from './schema.ts';
import { suggest } from './suggest.ts';

type Shaped = {
  /** Null when too little is left to look at. */
  readonly file: LabFile | null;
  /** What was cut out or stands for something else: what seems wrong or missing there, or by it, may only be broken. */
  readonly lost: readonly Path[];
  /** How the file says it, by the path at which what it means is found. */
  readonly typed: TypedKeys;
};

/** `clusters.east.nodes.node1.pods.pod-a`, a list of addresses, and an entry of it. */
const deepest = 8;

/** Changes `value`: it must belong to the caller. */
export const shapeLab = (value: unknown, report: Report): Shaped => {
  takeMisplaced(value, report);
  let result = labFile.safeParse(value, { reportInput: true });
  if (result.success) return { file: result.data, lost: [], typed: new Map() };
  const issues = result.error.issues.flatMap((issue) => simplest(issue));
  for (const finding of withoutEchoes(issues.flatMap((issue) => findings(issue)))) report(finding);
  const repair: Repair = { root: value, lost: [], typed: new Map() };
  // What stands for a broken part, or is left of it, can lack a key that it needs, at most once a level.
  for (let level = 0; level < deepest && !result.success; level += 1) {
    for (const issue of unknownFirst(result.error.issues.flatMap((one) => simplest(one)))) mend(repair, issue);
    result = labFile.safeParse(value, { reportInput: true });
  }
  return { file: result.success ? result.data : null, ...repair };
};

type Issue = z.core.$ZodIssue;

/** Of a union's alternatives, the issues of the one that was meant: the one that got deepest. */
const simplest = (issue: Issue): readonly Issue[] => {
  if (issue.code !== 'invalid_union') return [issue];
  const meant =
    issue.errors.find((issues) => issues.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys')) ??
    issue.errors.find((issues) => issues.some(({ code }) => code !== 'invalid_type'));
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) => simplest({ ...inner, path: [...issue.path, ...inner.path] }));
};

const findings = (issue: Issue): readonly Finding[] => {
  const path = pathOf(issue);
  const schema = schemaAt(labFile, path);
  const key = keyOf(path);
  const entry = typeof path.at(-1) === 'number';
  if (issue.code === 'unrecognized_keys') return issue.keys.map((unknown) => unknownKey(path, unknown, keysOf(schema)));
  const help = helpAt(labFile, path);
  if (issue.input === undefined) {
    return [{ path: path.slice(0, -1), at: 'key', message: `missing key "${key}"`, hint: help }];
  }
  const kind = issue.code === 'invalid_value' ? oneOf(issue.values.map(String)) : kindOf(schema);
  const number = entry ? null : numberIn(issue.input, kind);
  if (number !== null) {
    const hint = `write it without quotes: ${key}: ${number}`;
    return [{ path, message: message(issue, key, kind), hint }];
  }
  const hint = issue.code === 'invalid_value' ? enumHint(issue, help) : help;
  return [{ path, message: message(issue, entry ? `an entry of ${key}` : key, kind), hint }];
};

/** A key that is missing may be one that nobody knows, misspelt. */
const unknownFirst = (issues: readonly Issue[]): readonly Issue[] => [
  ...issues.filter(({ code }) => code === 'unrecognized_keys'),
  ...issues.filter(({ code }) => code !== 'unrecognized_keys'),
];

/** A key that is misspelt is also missing; the first says it all. */
const withoutEchoes = (all: readonly Finding[]): readonly Finding[] => {
  const meant = new Set(all.map(({ path, hint }) => `${path.slice(0, -1).join('\n')}: ${hint}`));
  return all.filter(({ path, message: text }) => {
    const missing = /^missing key "(.*)"$/.exec(text)?.[1];
    return missing === undefined || !meant.has(`${path.join('\n')}: did you mean ${missing}?`);
  });
};

const message = (issue: Issue, what: string, kind: string): string => {
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    const bound = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
    return issue.origin === 'array'
      ? `${what} must have ${bound} ${bound.endsWith(' 1') ? 'entry' : 'entries'}`
      : `${what} must be ${bound}, not ${nameOf(issue.input)}`;
  }
  return `${what} must be ${kind}, not ${nameOf(issue.input)}`;
};

const unknownKey = (path: Path, key: string, known: readonly string[]): Finding => {
  const near = suggest(key, known);
  const hint = near === null ? `the keys here are ${known.join(', ')}` : `did you mean ${near}?`;
  return { path: [...path, key], at: 'key', message: `unknown key ${quote(key)}`, hint };
};

const enumHint = ({ input, values }: z.core.$ZodIssueInvalidValue, otherwise: string): string => {
  const near = typeof input === 'string' ? suggest(input, values.map(String)) : null;
  return near === null ? otherwise : `did you mean ${near}?`;
};

const nameOf = (input: unknown): string => {
  if (input === null) return 'empty';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  return typeof input === 'string' ? quote(input) : JSON.stringify(input);
};
