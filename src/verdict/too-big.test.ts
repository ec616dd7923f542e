import test from 'ava';
import type { Observation } from '../probe/observation.ts';
import { judgeTooBig } from './too-big.ts';

const observed: Observation = {
  flow: {
    from: 'pod-a',
    to: { label: 'pod-c', address: '10.0.2.1', port: 8080, machines: ['pod-c'] },
    protocol: 'udp',
    family: 4,
  },
  outcome: 'too-big',
  ...{ responder: null, responderPort: null, sourceSeen: null, sourcePort: null, sourceOwner: null, sourceLocal: null },
  ...{ answeredFrom: null, closedBothSides: null, pathMtu: 1450, evidence: null, controls: null },
  detail: null,
  tookMs: 1,
};
const expected = { outcome: ['too-big'], pathMtu: 1450 } as const;

test('told, and told the truth', (t) => {
  t.is(judgeTooBig(expected, observed).verdict, 'pass');
});
test('told another size', (t) => {
  t.deepEqual(judgeTooBig(expected, { ...observed, pathMtu: 1300 }), {
    verdict: 'fail',
    because: 'pod-a was told that at most 1300 bytes get through, not 1450',
  });
});
test('told no size', (t) => {
  const { pathMtu: _, ...sizeless } = observed;
  t.deepEqual(judgeTooBig(expected, sizeless), {
    verdict: 'fail',
    because: 'pod-a was told that it is too big, but no size',
  });
});
for (const outcome of ['reached', 'lost', 'unreachable'] as const)
  test(`${outcome} is not being told`, (t) => {
    t.is(judgeTooBig(expected, { ...observed, outcome }).verdict, 'fail');
  });
