// What the judge's tests judge: one flow that was answered, and one that was not.

import test from 'ava';
import type { Expectation, Expected } from '../model/expectation.ts';
import type { Flow } from '../probe/flow.ts';
import type { Evidence, Observation } from '../probe/observation.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

export const flow: Flow = {
  from: 'pod-a',
  to: { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] },
  protocol: 'tcp',
  family: 4,
};

export const evidence: Evidence = {
  left: true,
  seenAt: ['node1', 'core', 'other'],
  captureDrops: 0,
  translations: [],
  hops: [],
};

export const reached: Observation = {
  flow,
  outcome: 'reached',
  responder: 'other',
  responderPort: 8080,
  sourceSeen: '10.240.0.1',
  sourcePort: 40000,
  sourceOwner: 'node1',
  sourceLocal: '10.0.1.1',
  answeredFrom: '10.128.1.1',
  closedBothSides: true,
  evidence: null,
  controls: null,
  detail: null,
  tookMs: 1,
};

export const silent: Observation = {
  ...reached,
  outcome: 'lost',
  responder: null,
  responderPort: null,
  sourceSeen: null,
  sourceOwner: null,
  evidence: { ...evidence, seenAt: ['node1'] },
  controls: [
    { from: 'pod-a', to: 'node1', when: 'before', outcome: 'reached' },
    { from: 'pod-a', to: 'node1', when: 'after', outcome: 'reached' },
  ],
};

export const expectation = (expected: Expected, more: Partial<Expectation> = {}): Expectation => ({
  id: 'OUT-01',
  title: 'pod-a reaches other',
  flow,
  tries: 1,
  expected,
  controls: expected.outcome.includes('reached')
    ? []
    : [{ ...flow, to: { label: 'node1', address: '10.240.0.1', machines: ['node1'] } }],
  ...more,
});

export const positive: Expected = { outcome: ['reached'], responder: ['other'], sourceOwner: ['node1'] };
export const negative: Expected = { outcome: ['unreachable', 'lost'], absentFrom: ['other'] };

type Row = {
  readonly expected: Expected;
  readonly observed: Observation;
  readonly verdict: Verdict;
  readonly because: string;
};

/** One observation, and what is said of it. */
export const judged = test.macro((t, { expected, observed, verdict, because }: Row) => {
  const claim = judge(expectation(expected), [observed]);
  t.deepEqual({ verdict: claim.verdict, because: claim.because }, { verdict, because });
});
