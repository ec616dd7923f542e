// Whatever a lab claims, it claims of the strict profile too, with every leak closed: each lab of the textbook is built
// once more as a strict one.

import test from 'ava';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { checkLab } from '../src/agent/check.ts';
import { startAgent } from '../src/agent/client.ts';
import { builtInLabs, readLab } from '../src/cli/lab-file.ts';
import type { Lab } from '../src/spec/lab.ts';
import { rootless } from './support/rootless.ts';

const holds = test.macro(async (t, textbook: Lab, source: string) => {
  const lab: Lab = { ...textbook, profile: 'strict' };
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, source));
  const { claims } = await checkLab(agent, lab);
  t.deepEqual(
    claims.flatMap(({ verdict, id, title, because }) =>
      verdict === 'pass' || verdict === 'skip' ? [] : [`${verdict} ${id} ${title}: ${because}`],
    ),
    [],
  );
  // What the textbook leaks is claimed of nobody here.
  t.false(claims.some(({ title }) => title.includes('as default Linux does')));
});

const { CAUSEWAY_LAB: one } = process.env;
const names = one === undefined ? builtInLabs().map(({ name }) => name) : [one];
for (const { lab, source } of await Promise.all(names.map((name) => readLab(name))))
  // One after the other: each is a whole suite.
  if (lab.profile === 'textbook') test.serial(`${lab.name}, strict`, holds, lab, source);

test(`${names.length} labs were looked at for their profile`, (t) => t.true(names.length > 0));
