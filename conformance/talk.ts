// Each statement of the talk that these labs follow has a lab that embodies it and something that proves it: the table in
// labs/README.md names labs that exist, claims that these labs make and that are tried, and tests that are there.

import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { builtInLabs, readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';

const page = new URL('../labs/README.md', import.meta.url);

type Statement = { readonly number: number; readonly says: string; readonly labs: string; readonly proof: string };

const statements: readonly Statement[] = [
  ...readFileSync(page, 'utf8').matchAll(/^\| +(\d+) \| (.+?) +\| (.+?) +\| (.+?) +\|$/gm),
].map(([, number = '', says = '', labs = '', proof = '']) => ({ number: Number(number), says, labs, proof }));

const shown = test.macro(async (t, { labs, proof }: Statement) => {
  const read = await Promise.all(labs.split(', ').map(readLab));
  const claimed = new Set(
    read.flatMap(({ lab }) => expectationsOf(lab).flatMap(({ id, skip }) => (skip === undefined ? [id] : []))),
  );
  for (const one of proof.split(', ')) {
    const [, path] = /^\[.+\]\((.+)\)$/.exec(one) ?? [];
    if (path === undefined) t.true(claimed.has(one), `no lab of ${labs} claims ${one}`);
    else t.true(existsSync(new URL(path, page)), `there is no ${path}`);
  }
});

for (const statement of statements) test(`${statement.number}: ${statement.says}`, shown, statement);

test('every statement of the talk is there, once and in order', (t) => {
  t.deepEqual(
    statements.map(({ number }) => number),
    Array.from({ length: 52 }, (_, at) => at + 1),
  );
});

test('every lab that comes with the program is told of, in reading order', (t) => {
  t.deepEqual(
    [...readFileSync(page, 'utf8').matchAll(/^- \[([a-z0-9-]+)\]\(\d+-/gm)].map(([, name]) => name),
    builtInLabs().map(({ name }) => name),
  );
});
