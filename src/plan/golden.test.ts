import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import { scriptOf } from './by-hand.ts';

const labs = new URL('../../labs/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, labs), 'utf8');

for (const file of readdirSync(labs).filter((name) => name.endsWith('.yaml'))) {
  const script = file.replace(/yaml$/, 'plan.sh');
  test(`labs/${script} is what the lab file says; \`npm run generate\` writes it anew`, (t) => {
    t.is(scriptOf(parseLab(read(file), `labs/${file}`)), read(script));
  });
}
