import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const lab = (profile: string): Lab =>
  parseLab(
    `name: called
profile: ${profile}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    model: island
    podCidr: 10.0.0.0/16
    nodes: 2
    podsPerNode: 1
    services: { web: { port: 80, endpoints: [pod-1-1] }, nobody: { port: 81, endpoints: [] } }
`,
    'called.yaml',
  );

const calls = (profile: string): readonly Expectation[] =>
  expectationsOf(lab(profile), 'leaks').filter(({ id, flow }) => id === 'LEAK-01' && flow.to.label === 'web');

test('the router calls each Service that somebody serves by each node', (t) => {
  t.deepEqual(
    calls('textbook').map(({ flow }) => `${flow.from} by ${flow.nextHop}`),
    ['core by 10.240.0.1', 'core by 10.240.0.2'],
  );
  t.true(calls('textbook').every(({ flow }) => flow.to.address.startsWith('172.30.') && flow.to.port === 80));
});

test('textbook: it gets to an endpoint, and is seen as the router on the LAN of the nodes', (t) => {
  for (const { expected } of calls('textbook')) {
    t.deepEqual(expected.arrivesAt, ['pod-1-1']);
    t.is(expected.sourceSeen, '10.240.0.254');
  }
});

test('strict: it never does, while the node answers the router, and the Service a pod', (t) => {
  for (const [at, { expected, controls }] of calls('strict').entries()) {
    t.deepEqual(expected.absentFrom, ['pod-1-1']);
    t.deepEqual(
      controls.map(({ from, to }) => `${from} to ${to.label}`),
      [`core to node${at + 1}`, 'pod-2-1 to web'],
    );
  }
});

test('nobody outside has a route to Services', (t) => {
  const asked = expectationsOf(lab('textbook'), 'leaks').filter(
    ({ id, flow }) => id === 'LEAK-06' && flow.to.address === '172.30.0.0/16',
  );
  t.deepEqual(
    asked.map(({ flow, expected }) => [flow.from, ...expected.outcome]),
    [
      ['core', 'unreachable'],
      ['other', 'unreachable'],
    ],
  );
});
