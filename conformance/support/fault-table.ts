// Tables of faults: a lab, one thing in it broken, and the claims that turn red. One test a row, a few rows at a time.

import test from 'ava';
import { checkBroken, idsWith } from './broken-lab.ts';

export type Row = {
  /** The built-in lab that is broken. */
  readonly lab: string;
  readonly at: string;
  readonly by: string;
  readonly fails: string;
  /** Negatives whose controls are broken too: they can no longer be proven, and say so. */
  readonly unknown?: string;
};

/** One rule in a chain of its own, before those of the lab. */
export const rule = (hook: 'input' | 'output' | 'forward', words: string): string =>
  `nft 'table ip fault { chain fault { type filter hook ${hook} priority -1; ${words}; }; }'`;

export const translate = (hook: 'prerouting' | 'postrouting', words: string): string =>
  `nft 'table ip fault { chain fault { type nat hook ${hook} priority ${hook === 'prerouting' ? -101 : 99}; ${words}; }; }'`;

/** Declares a test for each row: exactly these claims fail, exactly these become unknown. */
export const turnRed = (rows: Readonly<Record<string, Row>>): void => {
  for (const [at, [title, row]] of Object.entries(rows).entries())
    test(`${row.lab}: ${title}: ${row.fails}`, turnsRed, at, row);
};

/** A broken lab costs seconds of deadlines, most of them waiting: a few at a time, but not all at once. */
const lanes = Array.from({ length: 4 }, () => Promise.resolve());

const inLane = (at: number, work: () => Promise<void>): Promise<void> => {
  const lane = at % lanes.length;
  const done = (lanes[lane] ?? Promise.resolve()).then(work);
  lanes[lane] = done.catch(() => undefined);
  return done;
};

const turnsRed = test.macro((t, at: number, { lab, at: machine, by, fails, unknown = '' }: Row) =>
  inLane(at, async () => {
    const report = await checkBroken(lab, { at: machine, by });
    const reasons = report.claims
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ id, title, because }) => `${id} ${title}: ${because}`);
    t.deepEqual(
      { fail: idsWith(report, 'fail').join(' '), unknown: idsWith(report, 'unknown').join(' ') },
      { fail: fails, unknown },
      reasons.join('\n'),
    );
  }),
);
