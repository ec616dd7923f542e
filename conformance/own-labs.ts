// The labs that labs/README.md writes out for whoever writes one: they are labs, and hold what they promise.

import { readFileSync } from 'node:fs';
import test from 'ava';
import { expectationsOf } from '../src/model/expectations.ts';
import { parseLab } from '../src/spec/parse.ts';
import { run, temporaryLab } from './support/causeway.ts';

const page = readFileSync(new URL('../labs/README.md', import.meta.url), 'utf8');

const written: readonly string[] = [...page.matchAll(/^```yaml\n(.+?)^```$/gms)].map(([, text = '']) => text);

/** A claim that is quickly tried, and one for each way into the second of them. */
const tried = ['POD-03', 'POD-03,IN-03,IN-11'];

test('there are as many as are tried', (t) => t.is(written.length, tried.length));

for (const [index, claims] of tried.entries())
  test(`example ${index + 1} is a lab that holds ${claims}`, async (t) => {
    const text = written[index] ?? '';
    const made = new Set(expectationsOf(parseLab(text, 'labs/README.md')).map(({ id }) => id));
    t.deepEqual(
      claims.split(',').filter((id) => !made.has(id)),
      [],
    );
    using lab = temporaryLab('own', () => text);
    const { exitCode, stdout, stderr } = await run(['check', lab.file, '--only', claims]);
    t.is(exitCode, 0, stdout + stderr);
  });
