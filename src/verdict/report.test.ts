import test from 'ava';
import { reportOf } from './report.ts';
import type { Claim, Verdict } from './verdict.ts';

const claim = (verdict: Verdict): Claim => ({
  id: 'POD-01',
  title: 'a claim',
  from: 'pod-a',
  to: 'pod-b',
  protocol: 'tcp',
  family: 4,
  verdict,
  expected: { outcome: ['reached'] },
  observed: null,
  because: '',
});

const sums = test.macro((t, verdicts: readonly Verdict[], expected: Verdict) => {
  t.is(reportOf('island', verdicts.map(claim), 1).verdict, expected);
});

test('all pass: the lab passes', sums, ['pass', 'pass'], 'pass');
test('a skip is not a pass', sums, ['pass', 'skip'], 'skip');
test('unknown is worse than skip', sums, ['skip', 'unknown', 'pass'], 'unknown');
test('fail is the worst', sums, ['unknown', 'fail', 'skip', 'pass'], 'fail');
test('nothing looked at is unknown', sums, [], 'unknown');

test('counts are by verdict, and time is whole milliseconds', (t) => {
  const { counts, tookMs } = reportOf('island', [claim('pass'), claim('fail'), claim('pass')], 12.6);
  t.deepEqual(counts, { pass: 2, fail: 1, unknown: 0, skip: 0 });
  t.is(tookMs, 13);
});
