import test from 'ava';
import { count, duration, table } from './table.ts';

test('columns are as wide as their widest cell, and no line ends in spaces', (t) => {
  t.is(
    table(
      ['machine', 'kind', ''],
      [
        ['a', 'host', ''],
        ['net-east', 'switch', 'x'],
      ],
    ),
    'machine   kind\na         host\nnet-east  switch  x\n',
  );
});

test('a table without rows is its heading', (t) => t.is(table(['a', 'b'], []), 'a  b\n'));

const durations = test.macro({
  exec: (t, ms: number, expected: string) => t.is(duration(ms), expected),
  title: (_, ms, expected) => `${ms} ms are written ${expected}`,
});
test(durations, 0.4, '0 ms');
test(durations, 640.4, '640 ms');
test(durations, 9994, '9994 ms');
test(durations, 9995, '10.0 s');
test(durations, 99_949, '99.9 s');
test(durations, 125_000, '2 min 5 s');
test(durations, 179_900, '3 min 0 s');

test('nouns are counted', (t) =>
  t.deepEqual([count(0, 'claim'), count(1, 'claim'), count(2, 'claim')], ['0 claims', '1 claim', '2 claims']));
