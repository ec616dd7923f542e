// Writes into conformance/README.md which lab makes which claim, and how many times, between the two marks there.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { builtInLabs, readLab } from '../src/cli/lab-file.ts';
import type { Expectation } from '../src/model/expectation.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { byFamily } from '../src/report/families.ts';

const page = fileURLToPath(new URL('../conformance/README.md', import.meta.url));
const [opening, closing] = ['<!-- labs and claims: npm run generate -->', '<!-- end of labs and claims -->'];

type Column = { readonly number: string; readonly name: string; readonly claims: readonly Expectation[] };

const columns: readonly Column[] = await Promise.all(
  builtInLabs().map(async ({ name, path }) => {
    const [number = ''] = basename(path).split('-');
    return { number, name, claims: expectationsOf((await readLab(name)).lab) };
  }),
);

const all = [...new Set(columns.flatMap(({ claims }) => claims.map(({ id }) => id)))].map((id) => ({ id }));

const ids = [...byFamily(all).values()].flatMap((family) =>
  family.map(({ id }) => id).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
);

const cell = (id: string, { claims }: Column): string => {
  const own = claims.filter((claim) => claim.id === id);
  if (own.length > 0 && own.every(({ skip }) => skip !== undefined)) return 'skip';
  return own.length === 0 ? '' : String(own.length);
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = [
  row(['claim', ...columns.map(({ number }) => number)]),
  row(['---', ...columns.map(() => '---:')]),
  ...ids.map((id) => row([id, ...columns.map((column) => cell(id, column))])),
  row(['all', ...columns.map(({ claims }) => String(claims.length))]),
].join('\n');

const legend = columns.map(({ number, name }) => `${number} ${name}`).join(', ');

const skipped = [
  ...new Set(
    columns.flatMap(({ claims }) => claims.flatMap(({ id, skip }) => (skip === undefined ? [] : `${id}: ${skip}`))),
  ),
].toSorted();

const notes = skipped.length === 0 ? '' : `\n\nNot looked at:\n\n${skipped.map((why) => `- ${why}`).join('\n')}`;

const text = readFileSync(page, 'utf8');
const [before, rest = ''] = text.split(opening);
const [, after] = rest.split(closing);
if (after === undefined) throw new Error(`conformance/README.md has lost the marks ${opening} and ${closing}`);
writeFileSync(page, `${before}${opening}\n\n${legend}.\n\n${table}${notes}\n\n${closing}${after}`);
await $({ preferLocal: true, quiet: true })`oxfmt ${page}`;
