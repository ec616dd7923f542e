import test from 'ava';
import type { Expectation, Expected } from '../model/expectation.ts';
import type { Flow } from '../probe/flow.ts';
import type { Evidence, Observation } from '../probe/observation.ts';
import { judge, unlooked } from './judge.ts';
import type { Verdict } from './verdict.ts';

const flow: Flow = {
  from: 'pod-a',
  to: { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] },
  protocol: 'tcp',
  family: 4,
};

const evidence: Evidence = {
  left: true,
  seenAt: ['node1', 'core', 'other'],
  captureDrops: 0,
  translations: [],
  hops: [],
};

const reached: Observation = {
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

const silent: Observation = {
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

const expectation = (expected: Expected, more: Partial<Expectation> = {}): Expectation => ({
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

const positive: Expected = { outcome: ['reached'], responder: ['other'], sourceOwner: ['node1'] };
const negative: Expected = { outcome: ['unreachable', 'lost'], absentFrom: ['other'] };

type Row = {
  readonly expected: Expected;
  readonly observed: Observation;
  readonly verdict: Verdict;
  readonly because: string;
};

const judged = test.macro((t, { expected, observed, verdict, because }: Row) => {
  const claim = judge(expectation(expected), [observed]);
  t.deepEqual({ verdict: claim.verdict, because: claim.because }, { verdict, because });
});

const reach = (
  title: string,
  seen: Partial<Observation>,
  verdict: Verdict,
  because: string,
  expected = positive,
): void => test(`reach: ${title}`, judged, { expected, observed: { ...reached, ...seen }, verdict, because });

reach('as promised', {}, 'pass', 'other answered and saw 10.240.0.1 (node1)');
reach(
  'the pod is not masqueraded',
  { sourceSeen: '10.0.1.1', sourceOwner: 'pod-a' },
  'fail',
  'other saw 10.0.1.1 (pod-a), not an address of node1',
);
reach(
  'the source belongs to nobody',
  { sourceSeen: '1.2.3.4', sourceOwner: null },
  'fail',
  'other saw 1.2.3.4 (owned by nobody), not an address of node1',
);
reach(
  'no source was seen',
  { sourceSeen: null, sourceOwner: null },
  'fail',
  'other saw no source (owned by nobody), not an address of node1',
);
reach('the wrong one answers', { outcome: 'wrong-responder', responder: 'pod-c' }, 'fail', 'pod-c answered instead');
reach('the answer names another responder', { responder: 'pod-c' }, 'fail', 'pod-c answered, not other');
reach('refused', { outcome: 'refused', responder: null, detail: 'ECONNREFUSED' }, 'fail', 'refused: ECONNREFUSED');
reach(
  'a broken probe is not a verdict',
  { outcome: 'tool-error', detail: 'EMFILE' },
  'unknown',
  'the probe broke: EMFILE',
);
reach(
  'lost, with the place',
  { outcome: 'lost', evidence: { ...evidence, seenAt: ['node1'] } },
  'fail',
  'lost; the request was last seen at node1',
);
reach(
  'lost before the first hop',
  { outcome: 'lost', evidence: { ...evidence, seenAt: [] } },
  'fail',
  'lost; the request left the sender and was seen nowhere else',
);
reach(
  'never sent',
  { outcome: 'lost', evidence: { ...evidence, left: false } },
  'fail',
  'lost; the request never left the sender',
);
reach('another port', { responderPort: 81 }, 'fail', 'port 81 answered, not 80', {
  outcome: ['reached'],
  responderPort: 80,
});
reach('another source', {}, 'fail', 'other saw 10.240.0.1 (node1), not 10.0.1.1', {
  outcome: ['reached'],
  sourceSeen: '10.0.1.1',
});
reach('another own address', {}, 'fail', "the sender's own address was 10.0.1.1, not 10.0.1.9", {
  outcome: ['reached'],
  sourceLocal: '10.0.1.9',
});
reach('answered from elsewhere', {}, 'fail', 'the answer came from 10.128.1.1, not from 10.0.0.1', {
  outcome: ['reached'],
  answeredFrom: '10.0.0.1',
});
reach('half closed', { closedBothSides: false }, 'fail', 'one end did not see the other close', {
  outcome: ['reached'],
  closedBothSides: true,
});
reach(
  'two faults are both told',
  { responder: 'pod-c', closedBothSides: null },
  'fail',
  'pod-c answered, not other; one end did not see the other close',
  { ...positive, closedBothSides: true },
);

const once = {
  at: 'node1',
  kind: 'snat',
  before: '10.0.1.1:1 > 10.128.1.1:8080',
  after: '10.240.0.1:1 > 10.128.1.1:8080',
} as const;
const translated: Expected = { ...positive, translations: 1 };
reach(
  'one translation',
  { evidence: { ...evidence, translations: [once] } },
  'pass',
  'other answered and saw 10.240.0.1 (node1), snat at node1',
  translated,
);
reach('no translation', { evidence }, 'fail', 'translated 0 times, not 1', translated);
reach(
  'uncounted translations',
  {},
  'unknown',
  'nothing was captured, so translations could not be counted',
  translated,
);
const whole: Expected = { outcome: ['reached'], unfragmented: true };
const cut = { ...evidence, fragmentsAt: ['node1', 'core'] };
reach('in one piece', { evidence }, 'pass', 'other answered and saw 10.240.0.1 (node1)', whole);
reach('in pieces', { evidence: cut }, 'fail', 'the request was seen in fragments at node1 and core', whole);
reach('in how many pieces', {}, 'unknown', 'nothing was captured, so fragments could not be seen', whole);
reach(
  'translations in a lossy capture',
  { evidence: { ...evidence, captureDrops: 3 } },
  'unknown',
  'the capture lost 3 packets',
  translated,
);

const silence = (
  title: string,
  seen: Partial<Observation>,
  verdict: Verdict,
  because: string,
  expected = negative,
): void => test(`silence: ${title}`, judged, { expected, observed: { ...silent, ...seen }, verdict, because });

silence('proven', {}, 'pass', 'lost: seen leaving, and last at node1');
silence(
  'proven at the first hop',
  { evidence: { ...evidence, seenAt: [] } },
  'pass',
  'lost: seen leaving, and nowhere else',
);
silence(
  'a router says so',
  { outcome: 'unreachable', detail: 'core said no' },
  'pass',
  'unreachable: seen leaving, and last at node1 (core said no)',
);
silence('somebody answered', { outcome: 'reached', responder: 'other' }, 'fail', 'other answered');
silence('the answer was lost, the request was not', { evidence }, 'fail', 'the request arrived at other');
silence('arrived, though a control failed', { evidence, controls: [] }, 'fail', 'the request arrived at other');
silence('one-way', { outcome: 'one-way' }, 'fail', 'one-way');
const heard = { outcome: ['one-way'], sourceSeen: '10.0.1.1', sourceOwner: ['pod-a'] } satisfies Expected;
const own = { outcome: 'one-way', sourceSeen: '10.0.1.1', sourceOwner: 'pod-a' } satisfies Partial<Observation>;
silence('heard, and no more', own, 'pass', 'one-way: seen leaving, and last at node1', heard);
silence(
  'heard as somebody else',
  { ...own, sourceSeen: '10.240.0.1' },
  'fail',
  'it was heard from 10.240.0.1 (pod-a), not from 10.0.1.1',
  heard,
);
silence(
  'heard from an address that somebody else has',
  { ...own, sourceOwner: null },
  'fail',
  'it was heard from 10.0.1.1 (owned by nobody), not from an address of pod-a',
  heard,
);
silence(
  'heard from nobody knows whom',
  { ...own, sourceSeen: null },
  'unknown',
  'it was heard, but the capture does not show from whom',
  heard,
);
const no = { outcome: ['denied'], responder: ['gate'], proxySaid: 'HTTP 403' } satisfies Expected;
const said403 = { outcome: 'denied', responder: 'gate', proxySaid: 'HTTP 403' } satisfies Partial<Observation>;
silence('a proxy says no', said403, 'pass', 'denied: seen leaving, and last at node1', no);
silence(
  'a proxy says another no',
  { ...said403, proxySaid: 'HTTP 407' },
  'fail',
  'the proxy answered HTTP 407, not HTTP 403',
  no,
);
silence('another proxy says no', { ...said403, responder: 'node2' }, 'fail', 'denied by node2, not by gate', no);
silence('a proxy could not get there', { outcome: 'bad-gateway' }, 'fail', 'bad-gateway', no);
silence('a proxy says no where nobody may answer', said403, 'fail', 'denied');
silence('heard by nobody', {}, 'fail', 'lost, not one-way', heard);
silence('refused where it must be lost', { outcome: 'refused', responder: 'node1' }, 'fail', 'refused, not lost', {
  ...negative,
  outcome: ['lost'],
});
silence('nothing captured', { evidence: null }, 'unknown', 'nothing was captured');
silence(
  'capture lost packets',
  { evidence: { ...evidence, seenAt: [], captureDrops: 1 } },
  'unknown',
  'the capture lost 1 packet',
);
silence(
  'never left',
  { evidence: { ...evidence, left: false, seenAt: [] } },
  'unknown',
  'the request was never seen leaving the sender',
);
silence('broken probe', { outcome: 'tool-error', detail: 'EMFILE' }, 'unknown', 'the probe broke: EMFILE');
silence('no controls were run', { controls: null }, 'unknown', 'not every control was run before and after');
silence(
  'a control was run only once',
  { controls: [{ from: 'pod-a', to: 'node1', when: 'before', outcome: 'reached' }] },
  'unknown',
  'not every control was run before and after',
);
silence(
  'a control failed',
  { controls: [{ from: 'pod-a', to: 'node1', when: 'after', outcome: 'lost' }] },
  'unknown',
  'the control from pod-a to node1 was lost after the probe, so its silence proves nothing',
);
const refusal: Expected = { outcome: ['refused'], responder: ['node1'], absentFrom: ['other'] };
silence(
  'refused by the right one',
  { outcome: 'refused', responder: 'node1' },
  'pass',
  'refused by node1: seen leaving, and last at node1',
  refusal,
);
silence(
  'refused by another',
  { outcome: 'refused', responder: 'core' },
  'fail',
  'refused by core, not by node1',
  refusal,
);
silence(
  'refused by nobody knows whom',
  { outcome: 'refused' },
  'unknown',
  'refused, but the capture does not show by whom',
  refusal,
);
silence(
  'a routing table needs no capture',
  { flow: { ...flow, protocol: 'fib' }, outcome: 'unreachable', evidence: null, detail: 'no such route' },
  'pass',
  'no such route',
  { outcome: ['unreachable'] },
);

test('the worst of several tries counts', (t) => {
  const claim = judge(expectation(negative, { tries: 3 }), [
    silent,
    { ...silent, evidence: null },
    { ...silent, outcome: 'reached', responder: 'other' },
  ]);
  t.is(claim.verdict, 'fail');
  t.is(claim.observed?.outcome, 'reached');
});

test('a try too few is unknown', (t) => {
  t.is(judge(expectation(negative, { tries: 3 }), [silent, silent]).verdict, 'unknown');
  t.is(judge(expectation(positive), []).verdict, 'unknown');
});

const chosen: Expected = { ...positive, responder: ['pod-a'], orElse: ['pod-c'] };

test('answers of those who answer by right are left to their own claim', (t) => {
  const claim = judge(expectation(chosen, { tries: 2 }), [
    { ...reached, responder: 'pod-c', sourceOwner: 'pod-a' },
    { ...reached, responder: 'pod-a' },
  ]);
  t.is(claim.because, 'pod-a answered and saw 10.240.0.1 (node1) (1 of 2 probes)');
  t.is(claim.verdict, 'pass');
});

test('an endpoint that never answers fails', (t) => {
  const claim = judge(expectation(chosen, { tries: 2 }), [
    { ...reached, responder: 'pod-c' },
    { ...reached, responder: 'pod-c' },
  ]);
  t.is(claim.because, 'pod-a did not answer any of 2 probes; only pod-c did');
  t.is(claim.verdict, 'fail');
});

test('a claim shows what was expected and what was seen, without the flow twice', (t) => {
  const claim = judge(expectation(positive), [reached]);
  t.is(claim.from, 'pod-a');
  t.is(claim.to, 'other');
  t.false('flow' in (claim.observed ?? {}));
});

test('what is known not to be possible is neither tried nor passed', (t) => {
  const claim = judge(expectation({ outcome: ['reached'] }, { skip: 'this kernel has no SCTP' }), []);
  t.is(claim.verdict, 'skip');
  t.is(claim.because, 'this kernel has no SCTP');
  t.is(claim.observed, null);
});

test('what could not be looked at is unknown, and says why', (t) => {
  const claim = unlooked(expectation(positive), 'node2 could not be taken down');
  t.is(claim.verdict, 'unknown');
  t.is(claim.because, 'node2 could not be taken down');
  t.is(claim.observed, null);
});
