import test from 'ava';
import { evenness } from './chi-square.ts';

/** Critical values of the distribution: of so many degrees of freedom, the statistic that chance passes so often. */
const table: readonly (readonly [degrees: number, statistic: number, chance: number])[] = [
  [1, 3.841, 0.05],
  [1, 15.137, 1e-4],
  [1, 37.325, 1e-9],
  [2, 5.991, 0.05],
  [2, 18.421, 1e-4],
  [2, 41.447, 1e-9],
  [3, 7.815, 0.05],
  [4, 9.488, 0.05],
  [9, 21.666, 0.01],
];

/** Counts that come to that statistic: one more and one less than the mean, by so much. */
const countsOf = (degrees: number, statistic: number): readonly number[] => {
  const mean = 100;
  const off = Math.sqrt((statistic * mean) / 2);
  return [mean + off, mean - off, ...Array.from({ length: degrees - 1 }, () => mean)];
};

for (const [degrees, statistic, chance] of table)
  test(`${statistic} with ${degrees} degrees of freedom is a chance of ${chance}`, (t) => {
    const found = evenness(countsOf(degrees, statistic));
    t.true(Math.abs(found - chance) < chance / 100, String(found));
  });

test('what is perfectly even is no surprise', (t) => t.is(evenness([10, 10, 10]), 1));
test('where there is no choice there is none either', (t) => t.deepEqual([evenness([7]), evenness([0, 0])], [1, 1]));
test('one of two that is never chosen is found out', (t) => t.true(evenness([31, 0]) < 1e-7));
test('a count that nobody would believe is no chance at all', (t) => t.true(evenness([100_000, 0]) === 0));
