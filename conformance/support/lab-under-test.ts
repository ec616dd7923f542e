// The lab that a file of claims is run against: CAUSEWAY_LAB names it (a built-in lab or a file), else one that
// has such claims.
// Every file of claims has a private copy, so that files run side by side and none sees what another one did to it.

import test from 'ava';
import { blueprintOf } from '../../src/agent/blueprint.ts';
import { checkLab } from '../../src/agent/check.ts';
import { startAgent } from '../../src/agent/client.ts';
import { readLab } from '../../src/cli/lab-file.ts';
import type { Expectation } from '../../src/model/expectation.ts';
import { expectationsOf, type FamilyName } from '../../src/model/expectations.ts';
import { rootless } from './rootless.ts';

/** Builds the lab, and declares one test for each claim of that family. */
export const claimsHold = async (family: FamilyName, otherwise = 'island'): Promise<void> => {
  const { lab, source } = await readLab(process.env['CAUSEWAY_LAB'] ?? otherwise);
  const expectations = expectationsOf(lab, family);
  // AVA wants a test in every file, and would not run what ends the agent without one.
  if (expectations.length === 0) return test(`${lab.name} claims nothing of this family`, (t) => t.pass());
  const agent = startAgent({ rootless });
  test.after.always(() => agent[Symbol.asyncDispose]());
  // Not awaited here: AVA takes what is declared in one go.
  test.before(`${lab.name} is built`, async () => void (await agent.request('build', blueprintOf(lab, source))));

  const holds = test.macro(async (t, expectation: Expectation) => {
    const { claims } = await checkLab(agent, lab, { only: ({ title }) => title === expectation.title });
    const [claim] = claims;
    t.is(claims.length, 1);
    t.is(claim?.verdict, 'pass', claim?.because);
  });
  for (const expectation of expectations) test(`${expectation.id} ${expectation.title}`, holds, expectation);
};
