import test from 'ava';
import type { Expected } from '../model/expectation.ts';
import { expectation, negative, positive, reached, silent } from './fixture.ts';
import { judge, unlooked } from './judge.ts';

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
