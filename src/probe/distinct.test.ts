import test from 'ava';
import { distinctOf } from './distinct.ts';
import type { Experiment } from './flow.ts';

const to = { label: 'other', address: '10.128.1.1', port: 8080, machines: ['other'] };
const experiment = (from: string): Experiment => ({
  ...{ flow: { from, to, protocol: 'tcp', family: 4 }, tries: 1, controls: [], capture: false },
});

test('those that say the same are one', (t) => {
  const all = [experiment('pod-a'), experiment('pod-b'), experiment('pod-a')];
  const [first, second, third] = distinctOf(all);
  t.is(first, third);
  t.is(second, all[1]);
  t.is(new Set(distinctOf(all)).size, 2);
});
