import test from 'ava';
import type { Expectation, Expected, Under } from '../model/expectation.ts';
import type { Flow } from '../probe/flow.ts';
import type { Evidence, Observation, Outcome, When } from '../probe/observation.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

const flow: Flow = {
  from: 'pod-b',
  to: { label: 'web', address: '172.30.0.1', port: 80, machines: ['pod-a', 'pod-c'] },
  protocol: 'udp',
  family: 4,
};

const evidence: Evidence = { left: true, seenAt: ['node1'], captureDrops: 0, translations: [], hops: [] };

const seen = (when: When, outcome: Outcome, more: Partial<Observation> = {}): Observation => ({
  flow,
  when,
  outcome,
  responder: null,
  responderPort: null,
  sourceSeen: null,
  sourcePort: null,
  sourceOwner: null,
  sourceLocal: null,
  answeredFrom: null,
  closedBothSides: null,
  evidence,
  controls: null,
  detail: null,
  tookMs: 1,
  ...more,
});

const by = (responder: string): Partial<Observation> => ({ responder, sourceSeen: '10.0.1.2', sourceOwner: 'pod-b' });

const claim = (expected: Expected, how: Omit<Under, 'fault'>, tries = 1): Expectation => ({
  ...{ id: 'SVC-05', title: 'it moves', flow, tries, expected, controls: [] },
  under: { fault: { kind: 'endpoints-gone', cluster: 'east', service: 'web', pods: ['pod-a'] }, ...how },
});

const verdict = test.macro(
  (t, expectation: Expectation, observations: readonly Observation[], expected: Verdict, because: RegExp) => {
    const judged = judge(expectation, observations);
    t.is(judged.verdict, expected, judged.because);
    t.regex(judged.because, because);
  },
);

const from = (responder: string): Expected => ({ outcome: ['reached'], responder: [responder] });
const moves = (tries = 1): Expectation => claim(from('pod-c'), { across: 'held', before: from('pod-a') }, tries);

const flowOf = (before: string, during: string | null): readonly Observation[] => [
  seen('before', 'reached', by(before)),
  during === null ? seen('during', 'lost') : seen('during', 'reached', by(during)),
  seen('after', 'reached', by('pod-a')),
];

test('held: it moved', verdict, moves(), flowOf('pod-a', 'pod-c'), 'pass', /^during: pod-c answered/);
test('held: it stayed', verdict, moves(), flowOf('pod-a', 'pod-a'), 'fail', /^during: pod-a answered/);
test('held: it got stuck', verdict, moves(), flowOf('pod-a', null), 'fail', /^during: lost/);
test(
  'held: flows of which the claim does not speak do not count',
  verdict,
  moves(2),
  [...flowOf('pod-c', 'pod-a'), ...flowOf('pod-a', 'pod-c')],
  'pass',
  /\(1 of 2 flows\)$/,
);
test(
  'held: where it speaks of none, nothing was shown',
  verdict,
  moves(),
  flowOf('pod-c', 'pod-c'),
  'unknown',
  /of 1 flows none was before the fault as it must be; one was reached by pod-c/,
);
test('held: fewer flows than asked for', verdict, moves(2), flowOf('pod-a', 'pod-c'), 'unknown', /of 1 flows/);

const back = claim({ outcome: ['refused'] }, { across: 'held', after: from('pod-a') });
const [refusedBefore, refused] = [seen('before', 'refused'), seen('during', 'refused')];
test(
  'held: after it, it must be as the claim says, too',
  verdict,
  back,
  [refusedBefore, refused, seen('after', 'reached', by('pod-a'))],
  'pass',
  /^/,
);
test(
  'held: it never came back',
  verdict,
  back,
  [refusedBefore, refused, seen('after', 'lost')],
  'fail',
  /^after: lost/,
);

const own: Expected = {
  outcome: ['reached', 'lost', 'unreachable'],
  responder: ['pod-c'],
  sourceSeen: '10.0.1.2',
  absentFrom: ['core'],
};
const stream = claim(own, { across: 'streamed', before: { ...own, outcome: ['reached'] } });
const reached = (when: When, more: Partial<Observation> = {}): Observation =>
  seen(when, 'reached', { ...by('pod-c'), ...more });
const [first, last] = [reached('before'), reached('after')];

test(
  'streamed: reached and silent, and never seen otherwise',
  verdict,
  stream,
  [first, seen('during', 'lost'), seen('during', 'unreachable'), last],
  'pass',
  /^of 4 2 times reached by pod-c, 1 times lost, 1 times unreachable$/,
);
test(
  'streamed: once seen as somebody else',
  verdict,
  stream,
  [first, reached('during', { sourceSeen: '10.240.0.1', sourceOwner: 'node1' }), last],
  'fail',
  /saw 10.240.0.1 \(node1\), not 10.0.1.2/,
);
test(
  'streamed: once seen as somebody else by whoever did not answer',
  verdict,
  stream,
  [first, seen('during', 'lost', { sourceSeen: '10.240.0.1', sourceOwner: 'node1' }), last],
  'fail',
  /seen with 10.240.0.1/,
);
test(
  'streamed: once where it must not be, answered or not',
  verdict,
  stream,
  [first, reached('during', { evidence: { ...evidence, seenAt: ['core'] } }), last],
  'fail',
  /arrived at core/,
);
test('streamed: silent before', verdict, stream, [seen('before', 'lost'), reached('during'), last], 'fail', /lost/);
test('streamed: nothing was sent meanwhile', verdict, stream, [first, last], 'unknown', /while the fault lasted/);
test(
  'streamed: a capture that lost packets proves no absence',
  verdict,
  stream,
  [first, reached('during', { evidence: { ...evidence, captureDrops: 2 } }), last],
  'unknown',
  /the capture lost 2 packets/,
);
test(
  'streamed: without a capture nothing is proven absent',
  verdict,
  stream,
  [first, reached('during', { evidence: null }), last],
  'unknown',
  /nothing was captured/,
);

test('one of several held flows may be silent where that is said, and no second one', (t) => {
  const must: Expected = { outcome: ['reached', 'reset'], responder: ['pod-a', 'pod-c'] };
  const flows = (silent: number): readonly Observation[] =>
    Array.from({ length: 3 }, (_, at) => [
      seen('before', 'reached', by('pod-a')),
      at < silent ? seen('during', 'lost') : seen('during', 'reached', by('pod-a')),
      seen('after', 'reached', by('pod-a')),
    ]).flat();
  const how = { across: 'held', before: { outcome: ['reached'] } } as const;
  t.is(judge(claim(must, { ...how, butOne: true }, 3), flows(1)).verdict, 'pass');
  t.is(judge(claim(must, { ...how, butOne: true }, 3), flows(2)).verdict, 'fail');
  t.is(judge(claim(must, how, 3), flows(1)).verdict, 'fail');
});

test('what is looked at afterwards is judged like what nothing happened to', (t) => {
  const must: Expected = { outcome: ['reached'], responder: ['pod-a'] };
  const { when: _, ...good } = seen('after', 'reached', by('pod-a'));
  t.is(judge(claim(must, { across: 'afterwards' }), [good]).verdict, 'pass');
  t.is(judge(claim(must, { across: 'afterwards' }), [{ ...good, outcome: 'lost' }]).verdict, 'fail');
  t.is(judge(claim(must, { across: 'afterwards' }), []).verdict, 'unknown');
});
