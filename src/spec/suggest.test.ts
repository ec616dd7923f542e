import test from 'ava';
import { suggest } from './suggest.ts';

const suggests = test.macro({
  exec: (t, typed: string, expected: string | null) =>
    t.is(suggest(typed, ['pod-a', 'pod-c', 'podCidr', 'web']), expected),
  title: (_, typed, expected) => `${typed} means ${expected ?? 'nothing known'}`,
});

test(suggests, 'pod-aa', 'pod-a');
test(suggests, 'pdo-c', 'pod-c');
test(suggests, 'podcidr', 'podCidr');
test(suggests, 'wbe', 'web');
test(suggests, 'database', null);
test(suggests, 'x'.repeat(1000), null);
