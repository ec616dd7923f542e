import test from 'ava';
import { pairsOf } from './pairs.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

test('few pairs are all tried', (t) => {
  t.deepEqual(pairsOf(['a', 'b'], [1, 2], 4), [
    ['a', 1],
    ['a', 2],
    ['b', 1],
    ['b', 2],
  ]);
  t.deepEqual(pairsOf([], [1], 4), []);
});

for (const [from, to, limit] of [
  [64, 64, 128],
  [3, 100, 128],
  [100, 3, 128],
  [7, 5, 11],
  [1000, 1000, 128],
] as const)
  test(`${limit} of ${from} × ${to} are different, and spread over both`, (t) => {
    const pairs = pairsOf(numbers(from), numbers(to), limit);
    t.is(new Set(pairs.map(String)).size, limit);
    t.is(new Set(pairs.map(([a]) => a)).size, Math.min(from, limit));
    t.is(new Set(pairs.map(([, b]) => b)).size, Math.min(to, limit));
  });
