import test from 'ava';
import { didYouMean } from './did-you-mean.ts';

test('a near word is offered', (t) => t.is(didYouMean('chek', ['check', 'exec'], 'verbs'), 'did you mean check?'));

test('a short word two letters away is another word', (t) => {
  t.is(didYouMean('nope', ['core'], 'machines'), 'machines: core');
  t.is(didYouMean('frob', ['probe'], 'verbs'), 'verbs: probe');
  t.is(didYouMean('prdict', ['predict'], 'verbs'), 'did you mean predict?');
});

test('where none is near, all are named', (t) =>
  t.is(didYouMean('xyz', ['check', 'exec'], 'verbs'), 'verbs: check, exec'));

test('of many, only the first are named', (t) => {
  const names = Array.from({ length: 65 }, (_, index) => `pod-${index}-${'x'.repeat(9)}`);
  t.regex(didYouMean('q', names, 'machines'), /pod-59-x+, and 5 more$/);
});

test('where there are none, that is said', (t) =>
  t.is(didYouMean('q', [], 'machines of island'), 'there are no machines of island'));
