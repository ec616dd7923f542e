import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const lab = (profile: string): Lab =>
  parseLab(
    `name: routed
profile: ${profile}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 1 } }
`,
    'routed.yaml',
  );

const routedIn = (profile: string, of: (claim: Expectation) => boolean): readonly Expectation[] =>
  expectationsOf(lab(profile), 'leaks').filter((claim) => claim.id === 'LEAK-01' && of(claim));

const toGateway = ({ flow }: Expectation): boolean => flow.to.label.endsWith('gateway');
const isLone = ({ flow }: Expectation): boolean => flow.lone !== undefined;

const ways = (claims: readonly Expectation[]): readonly string[] =>
  claims.map(({ flow }) => `${flow.to.address} by ${flow.nextHop} ${flow.lone ?? flow.protocol}`);

test('every node is handed what is for its own gateway', (t) => {
  t.deepEqual(ways(routedIn('textbook', toGateway)), [
    ...['10.0.1.254 by 10.240.0.1 tcp', '10.0.1.254 by 10.240.0.1 udp'],
    ...['10.0.2.254 by 10.240.0.2 tcp', '10.0.2.254 by 10.240.0.2 udp'],
  ]);
});

test('textbook: it answers; strict: it never does, although a node itself gets an answer', (t) => {
  for (const { expected } of routedIn('textbook', toGateway)) t.deepEqual(expected.outcome, ['reached']);
  for (const { expected, controls, flow } of routedIn('strict', toGateway)) {
    t.true(expected.unanswered);
    t.false(expected.outcome.includes('refused'));
    t.deepEqual(
      controls.map(({ from, to }) => `${from} ${to.address}`),
      [`core ${flow.nextHop}`, `${flow.to.machines.join()} ${flow.to.address}`],
    );
  }
});

test('each pod is sent six kinds of segments that are of no connection', (t) => {
  const [first] = routedIn('textbook', isLone);
  t.is(routedIn('textbook', isLone).length, 12);
  t.is(first?.expected.sourceSeen, '10.240.0.254');
  t.deepEqual(ways(routedIn('strict', isLone)), ways(routedIn('textbook', isLone)));
  for (const { expected, flow } of routedIn('strict', isLone)) t.deepEqual(expected.absentFrom, flow.to.machines);
});

test('strict: a lone RST is kept out, too, at every moment of a reload', (t) => {
  const streamed = expectationsOf(lab('strict'), 'leaks').filter(({ id }) => id === 'LEAK-11');
  t.is(streamed.filter(({ flow }) => flow.lone === 'RST' && flow.from === 'core').length, 1);
});
