import test from 'ava';
import type { Sight } from '../linux/capture.ts';
import type { UdpPacket } from '../linux/packet.ts';
import type { Attempt } from './attempt.ts';
import { conclude } from './conclude.ts';
import { indexSights, type Trace, traceOf } from './evidence.ts';
import type { Flow } from './flow.ts';
import { nonceKey } from './identity.ts';
import type { Observation } from './observation.ts';

const nonce = '0123456789abcdef';

const flow: Flow = {
  from: 'pod-a',
  to: { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] },
  protocol: 'udp',
  family: 4,
};

const attempt: Attempt = {
  outcome: 'lost',
  answer: null,
  local: { address: '10.0.1.1', port: 40_000 },
  key: nonceKey(nonce),
  answeredFrom: null,
  closedBothSides: null,
  detail: null,
  startedUs: 0,
  tookMs: 1,
};

const request: UdpPacket = {
  kind: 'udp',
  source: '10.0.1.1',
  sourcePort: 40_000,
  destination: '10.128.1.1',
  destinationPort: 8080,
  reply: false,
  nonce,
};

const tracing = (...ways: readonly string[]): Trace => {
  const sights = ways.map((where, atUs): Sight => {
    const [direction = '', machine = ''] = where.split(' ');
    return {
      machine,
      link: 'eth0',
      direction: direction === 'in' ? 'in' : 'out',
      delivered: true,
      atUs,
      packet: request,
    };
  });
  const own = indexSights(sights).get(nonceKey(nonce)) ?? [];
  return traceOf(
    own,
    { machine: 'pod-a', local: attempt.local, to: { address: '10.128.1.1', port: 8080 }, startedUs: 0 },
    0,
  );
};

const concluding = (trace: Trace | null, changed: Partial<Attempt> = {}, owned: readonly string[] = []): Observation =>
  conclude({
    flow,
    attempt: { ...attempt, ...changed },
    trace,
    owners: new Map([['10.0.1.1', owned]]),
    controls: null,
  });

test('without a capture, silence is lost', (t) => {
  t.like(concluding(null), { outcome: 'lost', evidence: null, sourceSeen: null, detail: null });
});

test('silence is lost where the request did not arrive, and the last sight is told', (t) => {
  t.like(concluding(tracing('out pod-a', 'in core')), {
    outcome: 'lost',
    sourceSeen: null,
    detail: 'the request was last seen coming in at core (eth0)',
  });
  t.like(concluding(tracing()), { outcome: 'lost', detail: 'nothing left pod-a' });
});

test('silence is one-way where the request arrived', (t) => {
  t.like(concluding(tracing('out pod-a', 'in other')), { outcome: 'one-way', responder: null, sourceSeen: '10.0.1.1' });
});

test('what the sender saw is not changed by what was captured', (t) => {
  for (const outcome of ['refused', 'reset', 'empty-reply', 'tool-error'] as const) {
    t.is(concluding(tracing('out pod-a', 'in other'), { outcome }).outcome, outcome);
  }
});

const answer = { responder: 'other', port: 8080, source: { address: '10.0.1.1', port: 40_000 } };

const owners: readonly (readonly [title: string, owned: readonly string[], owner: string | null])[] = [
  ['the sender, before all others', ['node1', 'pod-a'], 'pod-a'],
  ['else whoever is on the way', ['pod-x', 'node1'], 'node1'],
  ['else the first', ['pod-x', 'pod-y'], 'pod-x'],
  ['nobody, if nobody has the address', [], null],
];

for (const [title, owned, owner] of owners) {
  test(`a source belongs to ${title}`, (t) => {
    const trace = tracing('out pod-a', 'in node1', 'out node1', 'in other');
    t.is(concluding(trace, { outcome: 'reached', answer }, owned).sourceOwner, owner);
  });
}

const rewrites = test.macro((t, kind: 'snat' | 'dnat' | 'both', owner: string) => {
  const trace = tracing('out pod-a', 'in node1', 'out node1', 'in other');
  const translations = [{ at: 'node1', kind, before: '', after: '' }];
  const rewritten = { ...trace, evidence: { ...trace.evidence, translations } };
  t.is(concluding(rewritten, { outcome: 'reached', answer }, ['pod-a', 'node1']).sourceOwner, owner);
});
test('a source belongs to the owner that was seen putting it there, before the sender', rewrites, 'snat', 'node1');
test('whoever rewrites both ends puts the source there too', rewrites, 'both', 'node1');
test('whoever rewrites the destination has no say in the source', rewrites, 'dnat', 'pod-a');
