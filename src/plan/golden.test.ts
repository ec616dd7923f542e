import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import { planOf } from './plan.ts';
import { printPlan } from './shell.ts';

const read = (name: string): string => readFileSync(new URL(`../../labs/${name}`, import.meta.url), 'utf8');

test('labs/05-island.plan.sh is what the lab file says; `node scripts/generate-plans.ts` writes it anew', (t) => {
  t.is(printPlan(planOf(parseLab(read('05-island.yaml'), 'labs/05-island.yaml'))), read('05-island.plan.sh'));
});
