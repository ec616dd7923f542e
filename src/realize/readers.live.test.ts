// A plan has two readers. The script that is checked in, run by hand, must leave the very network that the agent builds.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { byScript, bySteps } from './readers.scenario.ts';

const scenarios = import.meta.resolve('./readers.scenario.ts');
const labs = fileURLToPath(new URL('../../labs/', import.meta.url));
const rootless = process.getuid?.() !== 0;

const alike = test.macro(async (t, lab: string, asNobody: boolean) => {
  const file = `${labs}${lab}.yaml`;
  const [built, written] = await Promise.all([
    runInside(scenarios, bySteps, { args: [file], rootless: asNobody }),
    runInside(scenarios, byScript, { args: [file, `${labs}${lab}.plan.sh`], rootless: asNobody }),
  ]);
  t.true(Object.keys(built).length > 1);
  t.true(
    Object.values(built).some(({ ruleset }) => ruleset.length > 10),
    'a gateway has rules',
  );
  t.deepEqual(built, written);
});

for (const lab of readdirSync(labs).flatMap((file) => (file.endsWith('.yaml') ? [file.replace('.yaml', '')] : []))) {
  test(`${lab}: steps and script leave the same kernel state, without root`, alike, lab, true);
  if (!rootless) test(`${lab}: steps and script leave the same kernel state, as root`, alike, lab, false);
}
