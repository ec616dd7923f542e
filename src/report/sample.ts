// A report with one claim of each verdict, full of characters that every format has to escape. For tests.

import type { Claim, Report } from '../verdict/verdict.ts';

const observed: NonNullable<Claim['observed']> = {
  outcome: 'reached',
  responder: 'other',
  responderPort: 8080,
  sourceSeen: '10.0.1.1',
  sourcePort: 40_000,
  sourceOwner: 'pod-a',
  sourceLocal: '10.0.1.1',
  answeredFrom: null,
  closedBothSides: true,
  evidence: null,
  controls: null,
  detail: null,
  tookMs: 12,
};

const passing: Claim = {
  id: 'POD-01',
  title: 'pod-a reaches itself',
  from: 'pod-a',
  to: 'pod-a',
  protocol: 'tcp',
  family: 4,
  verdict: 'pass',
  expected: { outcome: ['reached'], responder: ['pod-a'] },
  observed: { ...observed, responder: 'pod-a' },
  because: 'as expected',
};

export const failing: Claim = {
  ...passing,
  id: 'OUT-01',
  title: 'pod-a reaches other # as "node1" & no <other>',
  to: 'other',
  verdict: 'fail',
  expected: { outcome: ['reached'], responder: ['other'], sourceOwner: ['node1'] },
  observed,
  because: 'other saw 10.0.1.1 (pod-a),\nnot an address of node1 \u0000]]>',
};

const undecided: Claim = {
  ...passing,
  id: 'LEAK-01',
  title: 'other never reaches pod-a',
  from: 'other',
  verdict: 'unknown',
  expected: { outcome: ['unreachable', 'lost'], absentFrom: ['pod-a'] },
  observed: {
    ...observed,
    outcome: 'lost',
    responder: null,
    sourceSeen: null,
    evidence: { left: false, seenAt: [], captureDrops: 0, translations: [], hops: [] },
  },
  because: 'the control before it failed',
};

const skipped: Claim = {
  ...passing,
  id: 'PROTO-04',
  title: 'pod-a reaches other over SCTP',
  verdict: 'skip',
  observed: null,
  because: 'this kernel has no SCTP',
};

export const sample: Report = {
  lab: 'island',
  verdict: 'fail',
  counts: { pass: 2, fail: 1, unknown: 1, skip: 1 },
  tookMs: 640.4,
  claims: [passing, { ...passing, title: 'pod-b reaches itself', from: 'pod-b' }, failing, undecided, skipped],
};
