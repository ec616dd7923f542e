import test from 'ava';
import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { judge } from './judge.ts';

const seen: Observation = {
  flow: {
    from: 'other',
    to: { label: 'web.test at front:80', address: '10.128.2.2', port: 80, machines: ['pod-a'] },
    protocol: 'tcp',
    family: 4,
    http: { host: 'web.test' },
  },
  outcome: 'reached',
  responder: 'pod-a',
  responderPort: 80,
  sourceSeen: '10.0.255.254',
  sourcePort: 1,
  sourceOwner: 'front',
  sourceLocal: '10.128.1.1',
  answeredFrom: null,
  closedBothSides: null,
  evidence: null,
  controls: null,
  detail: null,
  tookMs: 1,
};

const judged = (expected: Partial<Expected>, told: Partial<Observation> = {}): string => {
  const { verdict, because } = judge(
    {
      ...{ id: 'IN-14', title: 'told', flow: seen.flow, tries: 1, controls: [] },
      expected: { outcome: ['reached'], ...expected },
    },
    [{ ...seen, ...told }],
  );
  return `${verdict}: ${because}`;
};

const client = { forwardedFor: '10.128.1.1', forwardedOwner: 'other' };

test('an endpoint that is told the right client passes, and says so', (t) => {
  t.is(
    judged({ forwardedFor: '10.128.1.1' }, client),
    'pass: pod-a answered and saw 10.0.255.254 (front), for 10.128.1.1 (other)',
  );
  t.is(judged({ forwardedFor: null }), 'pass: pod-a answered and saw 10.0.255.254 (front)');
  t.regex(judged({ forwardedOwner: ['node1', 'other'] }, client), /^pass/);
});

test('an endpoint that is told of nobody, of somebody else, or of somebody who was not to be told fails', (t) => {
  t.is(judged({ forwardedFor: '10.128.1.1' }), 'fail: pod-a was not told who the client is, not 10.128.1.1');
  t.is(
    judged({ forwardedFor: '10.128.1.1' }, { forwardedFor: '192.0.2.1' }),
    'fail: pod-a was told that the client is 192.0.2.1, not 10.128.1.1',
  );
  t.is(
    judged({ forwardedFor: null }, client),
    'fail: pod-a was told that the client is 10.128.1.1, not nothing of a client',
  );
  t.is(
    judged({ forwardedOwner: ['node1'] }, client),
    'fail: pod-a was told that the client is 10.128.1.1 (of other), not an address of node1',
  );
  t.is(judged({ forwardedOwner: ['node1'] }), 'fail: pod-a was not told who the client is, not an address of node1');
});

test('what a proxy says for itself is no answer', (t) => {
  for (const outcome of ['not-found', 'bad-gateway'] as const)
    t.is(
      judged({}, { outcome, responder: 'front', detail: 'HTTP 404 Not Found' }),
      `fail: ${outcome}: HTTP 404 Not Found`,
    );
});
