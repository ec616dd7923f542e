// Judging who answered whom over all tries of a claim.

import type { Expectation } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { evenness } from './chi-square.ts';
import { fail, type Finding } from './finding.ts';

/**
 * Chance has worse luck than this once in so many checks that nobody will ever wonder at it. Where every commit is
 * checked, and a thousand Services each time, one in ten thousand would be a false alarm every few days.
 */
const leastChance = 1e-9;

/** Null where the answers are spread as they must be. */
export const spreadFinding = (
  { expected: { spread, responder = [] } }: Expectation,
  observations: readonly Observation[],
): Finding | null => {
  const counts = new Map(responder.map((name) => [name, 0]));
  for (const { responder: name } of observations) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  const answered = [...counts].filter(([, count]) => count > 0);
  const told = [...counts].map(([name, count]) => `${name} ${count} times`).join(', ');
  if (spread === 'one' && answered.length !== 1) return fail(`not always the same one answered: ${told}`);
  if (spread === 'several' && answered.length < 2) return fail(`nobody else answered: ${told}`);
  if (spread !== 'even') return null;
  if (answered.length < responder.length) return fail(`somebody never answered: ${told}`);
  const chance = evenness([...counts.values()]);
  return chance > leastChance
    ? null
    : fail(`by chance it is this uneven ${chance.toExponential(0)} of all times: ${told}`);
};
