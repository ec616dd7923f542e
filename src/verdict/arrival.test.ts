import test from 'ava';
import type { Expectation, Expected } from '../model/expectation.ts';
import type { Flow } from '../probe/flow.ts';
import type { Evidence, Hop, Observation } from '../probe/observation.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

const flow: Flow = {
  from: 'pod-a',
  to: { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] },
  protocol: 'tcp',
  family: 4,
};
const evidence: Evidence = { left: true, seenAt: ['node1', 'other'], captureDrops: 0, translations: [], hops: [] };
const control = { from: 'pod-a', to: 'node1', when: 'before', outcome: 'reached' } as const;

const leaked: Observation = {
  ...{ flow, outcome: 'one-way', responder: null, responderPort: null, sourceSeen: '10.0.1.1', sourcePort: 40_000 },
  ...{ sourceOwner: 'pod-a', sourceLocal: '10.0.1.1', answeredFrom: null, closedBothSides: null, evidence },
  ...{ controls: [control, { ...control, when: 'after' }], detail: null, tookMs: 1 },
};
const kept: Observation = {
  ...leaked,
  ...{ outcome: 'lost', sourceSeen: null, sourceOwner: null, evidence: { ...evidence, seenAt: ['node1'] } },
};

const leak: Expected = { outcome: ['one-way'], arrivesAt: ['other'], sourceSeen: '10.0.1.1' };

const judged = test.macro(
  (t, expected: Expected, observed: Observation, verdict: readonly [Verdict, RegExp | string]) => {
    const controls = [{ ...flow, to: { label: 'node1', address: '10.240.0.1', machines: ['node1'] } }];
    const expectation: Expectation = { id: 'LEAK-03', title: 'a leak', flow, tries: 1, expected, controls };
    const claim = judge(expectation, [observed]);
    t.is(claim.verdict, verdict[0]);
    if (typeof verdict[1] === 'string') t.is(claim.because, verdict[1]);
    else t.regex(claim.because, verdict[1]);
  },
);

test('a leak that leaks', judged, leak, leaked, ['pass', 'it arrived at other from 10.0.1.1']);
test('one that is closed', judged, leak, kept, ['fail', 'it did not arrive at other']);
test('one that is seen as somebody else', judged, leak, { ...leaked, sourceSeen: '10.240.0.1' }, [
  'fail',
  'it arrived at other from 10.240.0.1, not from 10.0.1.1',
]);
test('nothing was captured', judged, leak, { ...kept, evidence: null }, ['unknown', 'nothing was captured']);
test(
  'a control failed, and nothing arrived',
  judged,
  leak,
  { ...kept, controls: [{ ...control, outcome: 'lost' }, control] },
  ['unknown', /control from pod-a to node1 was lost/],
);
test('whoever arrives needs no control', judged, leak, { ...leaked, controls: [{ ...control, outcome: 'lost' }] }, [
  'pass',
  /arrived/,
]);

const closed: Expected = { outcome: ['one-way', 'lost'], unanswered: true };
const reply: Hop = {
  ...{ machine: 'other', link: 'eth0', direction: 'out', part: 'reply', source: '127.0.0.1:8080' },
  ...{ destination: '10.240.0.254:40000', summary: '[S.]', atUs: 1 },
};

test('it comes to the door, and nobody opens', judged, closed, leaked, ['pass', /one-way/]);
test('somebody does, whoever hears of it', judged, closed, { ...leaked, evidence: { ...evidence, hops: [reply] } }, [
  'fail',
  'other answered from 127.0.0.1:8080 [S.]',
]);
test(
  'a request is no answer',
  judged,
  closed,
  {
    ...leaked,
    evidence: { ...evidence, hops: [{ ...reply, part: 'request' }] },
  },
  ['pass', /one-way/],
);
