// The labs that a file of claims is run against: all that come with the program, or the one that CAUSEWAY_LAB names (a
// built-in lab or a file). Every file of claims has a private copy of each, so that files run side by side and none sees
// what another one did to it.

import test from 'ava';
import { blueprintOf } from '../../src/agent/blueprint.ts';
import { checkLab } from '../../src/agent/check.ts';
import { startAgent } from '../../src/agent/client.ts';
import { builtInLabs, readLab } from '../../src/cli/lab-file.ts';
import type { Expectation } from '../../src/model/expectation.ts';
import { expectationsOf, type FamilyName } from '../../src/model/expectations.ts';
import type { Report } from '../../src/verdict/verdict.ts';
import { rootless } from './rootless.ts';

/** Builds every lab that has claims of that family, and declares one test for each of them. */
export const claimsHold = async (family: FamilyName): Promise<void> => {
  const { CAUSEWAY_LAB: one } = process.env;
  const labs = one === undefined ? builtInLabs().map(({ name }) => name) : [one];
  for (const name of labs) await holdIn(name, family);
  // AVA wants a test in every file, and the lab that was named may have no claim of this family.
  test(`${labs.length} labs were asked for claims of the family ${family}`, (t) => t.true(labs.length > 0));
};

const holdIn = async (name: string, family: FamilyName): Promise<void> => {
  const { lab, source } = await readLab(name);
  const expectations = expectationsOf(lab, family);
  if (expectations.length === 0) return;
  const agent = startAgent({ rootless });
  test.after.always(() => agent[Symbol.asyncDispose]());
  const titles = new Set(expectations.map(({ title }) => title));
  let report: Report | undefined;
  // Not awaited here: AVA takes what is declared in one go.
  test.before(`${lab.name} is built and looked at`, async () => {
    await agent.request('build', blueprintOf(lab, source));
    report = await checkLab(agent, lab, { only: ({ title }) => titles.has(title) });
  });

  const holds = test.macro((t, at: number, { title }: Expectation) => {
    const claim = report?.claims[at];
    t.is(claim?.title, title);
    t.is(claim?.verdict, 'pass', claim?.because);
  });
  for (const [at, expectation] of expectations.entries()) {
    const title = `${lab.name}: ${expectation.id} ${expectation.title}`;
    if (expectation.skip === undefined) test(title, holds, at, expectation);
    else test.skip(`${title} (${expectation.skip})`, holds, at, expectation);
  }
};
