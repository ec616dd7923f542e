import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const labWith = (words: string): string => `name: entered
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east:
    model: island
    podCidr: 10.0.0.0/16
    nodes:
      node1: { address: 10.240.0.1, pods: [edge, pod-a] }
      node2: { address: 10.240.0.2, pods: [pod-b] }
    services:
      web: { port: 80, endpoints: [pod-a, pod-b] }
      front: { port: 80, targetPort: 8000, endpoints: [edge], ingress: { web.test: web }, ${words} }
`;

const claims = (words: string): readonly Expectation[] =>
  expectationsOf(parseLab(labWith(words), 'x.yaml'), 'ingress').filter(({ expected }) =>
    expected.outcome.includes('reached'),
  );

const told = (words: string): readonly unknown[] =>
  claims(words)
    .filter(({ flow }) => flow.http?.forwardedFor === undefined && flow.from === 'other')
    .map(({ flow, expected }) => [flow.to.address, expected.forwardedFor ?? expected.forwardedOwner]);

test('policy Local keeps the client, and only the node of a proxy leads to it', (t) => {
  t.deepEqual(told('nodePort: 30080, externalTrafficPolicy: Local'), [['10.240.0.1', '10.128.1.1']]);
  t.deepEqual(told('vip: 10.200.0.1, externalTrafficPolicy: Local'), [['10.200.0.1', '10.128.1.1']]);
});

test('policy Cluster hides the client behind the node that was entered; a proxy on that node may see it', (t) => {
  t.deepEqual(told('nodePort: 30080'), [
    ['10.240.0.1', ['node1', 'other']],
    ['10.240.0.2', ['node2']],
  ]);
  t.deepEqual(told('vip: 10.200.0.1'), [['10.200.0.1', ['node1', 'node2', 'other']]]);
});

test('a pod that is no proxy calls it from inside, and is not hidden', (t) => {
  const inside = claims('nodePort: 30080').filter(({ flow }) => flow.from !== 'other');
  t.deepEqual([...new Set(inside.map(({ flow }) => flow.from))], ['pod-a', 'pod-b']);
  t.deepEqual(inside[0]?.expected.forwardedFor, '10.0.1.2');
});

test('endpoints see the proxy, and the port of the Service behind it answers', (t) => {
  for (const { expected, id } of claims('nodePort: 30080')) {
    t.is(id, 'IN-14');
    t.deepEqual(expected.sourceOwner, ['edge']);
    t.deepEqual(expected.responder, ['pod-a', 'pod-b']);
  }
});

test('a NodePort of an ingress is no closed port', (t) => {
  const closed = expectationsOf(parseLab(labWith('nodePort: 30000'), 'x.yaml'), 'gateways');
  t.deepEqual(
    closed.filter(({ flow }) => flow.to.port === 30_000).map(({ flow }) => flow.protocol),
    ['udp', 'udp'],
  );
  t.deepEqual([...new Set(closed.map(({ flow }) => flow.to.port))], [30_000, 32_767, 30_001]);
});
