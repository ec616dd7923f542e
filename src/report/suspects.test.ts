import test from 'ava';
import type { Claim, Report } from '../verdict/verdict.ts';
import { failing, sample } from './sample.ts';
import { suspectsLine } from './suspects.ts';

const homes = new Map([
  ['pod-a', 'node1'],
  ['pod-b', 'node1'],
  ['pod-c', 'node2'],
]);

const claim = (from: string, to: string, more: Partial<Claim> = {}): Claim => ({
  ...failing,
  expected: { outcome: ['reached'] },
  from,
  to,
  ...more,
});
const report = (...claims: readonly Claim[]): Report => ({ ...sample, claims });

test('the machine that all have on their way', (t) => {
  const evidence = { left: true, seenAt: ['node1'], captureDrops: 0, translations: [], hops: [] };
  const observed = failing.observed === null ? null : { ...failing.observed, evidence };
  const claims = [
    claim('pod-a', 'pod-b'),
    claim('pod-c', 'web', { expected: { outcome: ['reached'], sourceOwner: ['node1'] } }),
    claim('pod-c', 'node1:30080'),
    claim('pod-c', 'other', { observed }),
  ];
  t.is(suspectsLine(report(...claims), homes), 'all 4 that fail have node1 on their way');
});

const passing = (from: string, to: string): Claim => claim(from, to, { verdict: 'pass' });

test('whoever is on the way of what holds is not named beside one that is not', (t) => {
  const claims = [claim('pod-a', 'pod-c'), claim('pod-c', 'pod-a'), passing('pod-a', 'pod-b')];
  t.is(suspectsLine(report(...claims), homes), 'all 2 that fail have pod-c and node2 on their way, and none that hold');
});

test('where something holds behind every machine, the one that few have which hold', (t) => {
  const claims = [claim('pod-a', 'pod-c'), claim('pod-c', 'pod-a')];
  const holding = [passing('pod-a', 'pod-b'), passing('pod-a', 'pod-b'), passing('pod-c', 'node2')];
  t.is(
    suspectsLine(report(...claims, ...holding), homes),
    'all 2 that fail have pod-c on their way, and 1 of the 3 that hold',
  );
});

test('it need not be all that fail, but most', (t) => {
  const three = [claim('pod-a', 'pod-c'), claim('pod-b', 'pod-c'), claim('pod-c', 'pod-b')];
  const holding = [passing('pod-a', 'pod-b'), passing('pod-b', 'pod-a'), passing('pod-c', 'node2')];
  t.is(
    suspectsLine(report(...three, claim('pod-a', 'pod-b'), ...holding), homes),
    'of the 4 that fail 3 have pod-c on their way, and 1 of the 3 that hold',
  );
});

test('where as much holds as fails nobody is blamed', (t) => {
  const claims = [claim('pod-a', 'pod-c'), claim('pod-a', 'pod-c'), passing('pod-a', 'pod-c')];
  t.is(suspectsLine(report(...claims), homes), null);
});

test('otherwise the most frequent', (t) => {
  const claims = [claim('pod-a', 'node2'), claim('pod-b', 'node2'), claim('pod-a', 'pod-b'), claim('pod-c', 'web')];
  t.is(
    suspectsLine(report(...claims), homes),
    'of the 4 that fail 3 have node1, 3 have node2, 2 have pod-a on their way',
  );
});

test('a single failure tells of no pattern, and neither do strangers', (t) => {
  t.is(suspectsLine(report(claim('pod-a', 'other')), homes), null);
  t.is(suspectsLine(report(claim('a', 'x'), claim('b', 'x')), homes), null);
});
