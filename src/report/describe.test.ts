import test from 'ava';
import { describeExpected, describeObserved, describeTarget, factsOf } from './describe.ts';
import { failing, sample } from './sample.ts';

test('every expected field has its words', (t) => {
  const expected = {
    outcome: ['refused', 'reset'],
    responder: ['pod-a', 'pod-c'],
    responderPort: 80,
    orElse: ['pod-b'],
    sourceOwner: ['node1'],
    sourceSeen: '10.240.0.1',
    sourceLocal: '10.0.1.1',
    absentFrom: ['pod-d'],
    translations: 1,
    answeredFrom: '172.30.0.1',
    closedBothSides: true,
  } as const;
  t.is(
    describeExpected(expected),
    'refused or reset, answered by pod-a or pod-c, sometimes by pod-b, on port 80, source seen 10.240.0.1, source owned by node1, ' +
      'source sent 10.0.1.1, answered from 172.30.0.1, 1 translation, closed by both sides, not one packet at pod-d',
  );
});

test('what is not asserted is not said', (t) =>
  t.is(describeExpected({ outcome: ['reached'], orElse: [] }), 'reached'));

test('a claim that was not tried says so', (t) => t.is(describeObserved(null), 'not tried'));

test('what was seen ends with where it was seen and what the kernel said', (t) => {
  const observed = sample.claims[0]?.observed ?? null;
  if (observed === null) return t.fail();
  const evidence = { left: true, seenAt: ['core', 'other'], captureDrops: 0, translations: [], hops: [] };
  t.is(
    describeObserved({
      ...observed,
      closedBothSides: null,
      answeredFrom: '10.128.1.1',
      evidence,
      detail: 'ENETUNREACH',
    }),
    'reached, answered by pod-a, on port 8080, source seen 10.0.1.1, source owned by pod-a, source sent 10.0.1.1, ' +
      'answered from 10.128.1.1, 0 translations, seen at core, other, ENETUNREACH',
  );
});

test('what differs from what is expected comes first', (t) => {
  const observed = sample.claims[0]?.observed ?? null;
  if (observed === null) return t.fail();
  const evidence = { left: true, seenAt: ['core', 'pod-d'], captureDrops: 0, translations: [], hops: [] };
  const expected = {
    outcome: ['reached', 'lost'],
    responder: ['pod-b'],
    orElse: ['pod-c'],
    sourceOwner: ['pod-a'],
    sourceSeen: '10.240.0.1',
    translations: 1,
    absentFrom: ['pod-d'],
  } as const;
  t.is(
    describeObserved({ ...observed, closedBothSides: null, evidence }, expected),
    'answered by pod-a, source seen 10.0.1.1, 0 translations, seen at core, pod-d; ' +
      'otherwise reached, on port 8080, source owned by pod-a, source sent 10.0.1.1',
  );
  t.regex(describeObserved({ ...observed, outcome: 'lost' }, { outcome: ['reached'] }), /^lost; otherwise answered by/);
});

test('a target names protocol and family', (t) =>
  t.is(describeTarget({ to: 'web', protocol: 'udp', family: 6 }), 'web by udp over IPv6'));

const says = test.macro({
  exec: (
    t,
    outcome: 'lost' | 'refused' | 'one-way',
    detail: string | null,
    because: string,
    expected: string | null,
  ) => {
    const observed = failing.observed === null ? null : { ...failing.observed, outcome, detail };
    const facts = new Map(factsOf({ ...failing, observed, because }));
    t.is(facts.get('because') ?? null, expected);
    t.is(detail !== null && facts.get('observed')?.includes(detail), detail !== null && !because.includes(detail));
  },
  title: (_, outcome, detail, because) => `${outcome} (${detail}) because ${because} is told once`,
});
test(
  says,
  'lost',
  null,
  'lost',
  'nobody answered, and nobody captured how far the request got: `probe` follows it hop by hop',
);
test(says, 'lost', 'no answer', 'lost; the request was last seen at core', 'the request was last seen at core');
test(says, 'one-way', 'the reply was lost', 'one-way: the reply was lost', 'the reply was lost');
test(says, 'refused', 'write ECONNREFUSED', 'refused: write ECONNREFUSED', null);
test(says, 'refused', 'by node1', 'refused, not lost', 'refused, not lost');
