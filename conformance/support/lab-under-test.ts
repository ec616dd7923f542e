// The labs that a file of claims is run against: those that come with the program, or the one that CAUSEWAY_LAB names (a
// built-in lab or a file). Every file of claims has a private copy of each, so that files run side by side and none sees
// what another one did to it.

import test from 'ava';
import { builtInLabs, readLab } from '../../src/cli/lab-file.ts';
import type { Expectation } from '../../src/model/expectation.ts';
import { expectationsOf, type FamilyName } from '../../src/model/expectations.ts';
import { planOf } from '../../src/plan/plan.ts';
import type { Lab } from '../../src/spec/lab.ts';
import type { Report } from '../../src/verdict/verdict.ts';
import { checkBuilt } from './check-built.ts';
import { inNextLane } from './lanes.ts';
import { lackingFor } from './test-of.ts';

type Read = { readonly lab: Lab; readonly expectations: readonly Expectation[] };

/**
 * One test a claim of that family, in as many labs as it takes to have every one of its ids: `every-lab.ts` has the
 * others. In the lab that was named, all of them.
 */
export const claimsHold = async (family: FamilyName): Promise<void> => {
  const { CAUSEWAY_LAB: one } = process.env;
  const labs = one === undefined ? fewest(await readAll(family)) : [await read(one, family)];
  holdIn(labs);
  // AVA wants a test in every file, and the lab that was named may have no claim of this family.
  test(`${labs.length} labs were asked for claims of the family ${family}`, (t) => t.true(labs.length > 0));
};

/** One test a claim of every lab that comes with the program. */
export const everyLabHolds = async (how: How): Promise<void> => holdIn(await readAll(), how);

type How = { readonly rootless?: boolean };

const readAll = (family?: FamilyName): Promise<readonly Read[]> =>
  Promise.all(builtInLabs().map(({ name }) => read(name, family)));

const read = async (name: string, family?: FamilyName): Promise<Read> => {
  const { lab } = await readLab(name);
  return { lab, expectations: expectationsOf(lab, family) };
};

/** Those that have an id which none before them has. */
const fewest = (labs: readonly Read[]): readonly Read[] => {
  const seen = new Set<string>();
  return labs.filter(({ expectations }) => {
    const before = seen.size;
    for (const { id, skip } of expectations) if (skip === undefined) seen.add(id);
    return seen.size > before;
  });
};

const holdIn = (labs: readonly Read[], how: How = {}): void => {
  for (const each of labs) if (each.expectations.length > 0) declare(each, how);
};

const declare = ({ lab, expectations }: Read, how: How): void => {
  const titles = new Set(expectations.map(({ title }) => title));
  const lacking = lackingFor(planOf(lab));
  let report: Report | undefined;
  const look = async (): Promise<void> => {
    report = await checkBuilt(lab, { ...how, only: ({ title }) => titles.has(title) });
  };
  if (lacking === null) test.before(`${lab.name} is built and looked at`, () => inNextLane(look));

  const holds = test.macro((t, at: number, { title }: Expectation) => {
    const claim = report?.claims[at];
    t.is(claim?.title, title);
    t.is(claim?.verdict, 'pass', claim?.because);
  });
  for (const [at, expectation] of expectations.entries()) {
    const title = `${lab.name}: ${expectation.id} ${expectation.title}`;
    const skipped = expectation.skip ?? lacking;
    if (skipped === null) test(title, holds, at, expectation);
    else test.skip(`${title} (${skipped})`, holds, at, expectation);
  }
};
