import test from 'ava';
import { wrapped } from './wrap.ts';

const wraps = test.macro({
  exec: (t, text: string, expected: readonly string[]) => t.deepEqual(wrapped(text, 40).split('\n'), expected),
  title: (title = '') => `wrapped: ${title}`,
});

test('what fits stays as it is', wraps, 'x'.repeat(40), ['x'.repeat(40)]);
test('a sentence goes on under its own beginning', wraps, '  Pods have a network of their own, and the rest', [
  '  Pods have a network of their own, and',
  '  the rest',
]);
test('a row goes on under its last column', wraps, '  ✔ POD-01  pod-a reaches itself by its address', [
  '  ✔ POD-01  pod-a reaches itself by its',
  '            address',
]);
test('a column too far to the right is no place to go on', wraps, `a  ${'b'.repeat(20)}  ccc ddd eee fff ggg`, [
  `a  ${'b'.repeat(20)}  ccc ddd eee fff`,
  '   ggg',
]);
test('a hint goes on behind its label', wraps, 'hint: write the lab into a file, and name that', [
  'hint: write the lab into a file, and',
  '      name that',
]);
test('a word that is longer than the line stays whole', wraps, `see ${'x'.repeat(50)} there`, [
  'see',
  'x'.repeat(50),
  'there',
]);
test('each line for itself', wraps, `one\n${'two '.repeat(10)}three\n`, [
  'one',
  'two '.repeat(10).trimEnd(),
  'three',
  '',
]);

test('colour takes no room', (t) => {
  const text = `\u{1b}[32m${'x'.repeat(38)}\u{1b}[39m y`;
  t.is(wrapped(text, 40), text);
});
