// Rows of a table of faults: what is broken, and the claims that must turn red, no others.

import test, { type ExecutionContext } from 'ava';
import type { Family } from '../../src/spec/lab.ts';
import type { Claim, Report } from '../../src/verdict/verdict.ts';
import { checkBroken, idsWith } from './broken-lab.ts';
import { inLane } from './lanes.ts';
import { testOfBuiltIn } from './test-of.ts';

export type FaultRow = {
  readonly at: string;
  readonly by: string;
  readonly fails: string;
  /** Negatives whose controls are broken too: they can no longer be proven, and say so. */
  readonly unknown?: string;
  /** Of which they all are, where that is to be seen. */
  readonly family?: Family;
};

export type Row = FaultRow & {
  /** The built-in lab that is broken. */
  readonly lab: string;
};

/** One rule in a chain of its own, before those of the lab where the order matters. */
export const rule = (hook: 'input' | 'output' | 'forward', words: string): string =>
  `nft 'table ip fault { chain fault { type filter hook ${hook} priority -1; ${words}; }; }'`;

export const translate = (hook: 'prerouting' | 'postrouting', words: string): string =>
  `nft 'table ip fault { chain fault { type nat hook ${hook} priority ${hook === 'prerouting' ? -101 : 99}; ${words}; }; }'`;

/** Takes away the rule of the lab's own postrouting chain that matches. */
export const forget = (pattern: string): string =>
  `nft delete rule ip causeway postrouting handle $(nft -a list chain ip causeway postrouting | sed -n 's/.*${pattern}.* # handle //p')`;

type Place = { readonly labName: string; readonly at: number };

const turnsRed = test.macro((t, { labName, at }: Place, { at: machine, by, fails, unknown = '', family }: FaultRow) =>
  inLane(at, async () => {
    const report = await checkBroken(labName, { at: machine, by });
    exactlyThese(t, report, { fail: fails, unknown });
    if (family !== undefined) t.true(redOf(report).every((claim) => claim.family === family));
  }),
);

const redOf = ({ claims }: Report): readonly Claim[] =>
  claims.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown');

/** Ids that fail and ids that are unknown, each once, in order, with blanks between; all others pass, or were never tried. */
type Reds = { readonly fail: string; readonly unknown: string };

export const exactlyThese = (t: ExecutionContext, report: Report, expected: Reds): void => {
  const reasons = redOf(report).map(({ id, title, because }) => `${id} ${title}: ${because}`);
  t.deepEqual(
    { fail: idsWith(report, 'fail').join(' '), unknown: idsWith(report, 'unknown').join(' ') },
    expected,
    reasons.join('\n'),
  );
};

/** One test a row, each on a private copy of the built-in lab of that name. */
export const declareFaults = (labName: string, rows: Readonly<Record<string, FaultRow>>): void =>
  turnRed(Object.fromEntries(Object.entries(rows).map(([title, row]) => [title, { ...row, lab: labName }])));

/** The same for rows that each name their lab. */
export const turnRed = (rows: Readonly<Record<string, Row>>): void => {
  for (const [at, [title, row]] of Object.entries(rows).entries())
    testOfBuiltIn(row.lab)(`${row.lab}: ${title}: ${row.fails}`, turnsRed, { labName: row.lab, at }, row);
};
