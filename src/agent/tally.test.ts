import test from 'ava';
import type { CheckProgress } from '../plan/progress.ts';
import { failing } from '../report/sample.ts';
import { tallyOf } from './tally.ts';

test('claims are counted part by part, and those that fail once they are judged', (t) => {
  const told: CheckProgress[] = [];
  const tally = tallyOf({ total: 6, skipped: 1, parts: 2 }, (progress) => told.push(progress));
  tally.begin('the lab as it is');
  tally.found(2);
  tally.judged([failing, { ...failing, verdict: 'pass' }, { ...failing, verdict: 'unknown' }]);
  tally.begin('node2 is down');
  tally.judged([failing, failing]);
  t.deepEqual(
    told.map(({ done, failed, why }) => [done, failed, why]),
    [
      [1, 0, 'part 1 of 2: the lab as it is'],
      [3, 0, 'part 1 of 2: the lab as it is'],
      [4, 1, 'part 1 of 2: the lab as it is'],
      [4, 1, 'part 2 of 2: node2 is down'],
      [6, 3, 'part 2 of 2: node2 is down'],
    ],
  );
  t.true(told.every(({ total }) => total === 6));
});

test('a single part is not numbered', (t) => {
  const told: string[] = [];
  tallyOf({ total: 1, skipped: 0, parts: 1 }, ({ why }) => told.push(why)).begin('the lab as it is');
  t.deepEqual(told, ['the lab as it is']);
});
