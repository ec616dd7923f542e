// What is claimed of an egress gateway by whom its cluster lets in, and how its other pods leave.

import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import { expectationsOf } from './expectations.ts';

const claimed = (cluster: string): readonly string[] => {
  const lab = parseLab(
    `name: exit\nnetwork: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }\nclusters: { east: { podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2, ${cluster}, egressGateway: { node: node2, address: 10.240.0.100, pods: [pod-1-1] } } }\n`,
    'exit.yaml',
  );
  return expectationsOf(lab, 'egress')
    .filter(({ id, flow: { protocol, from, to } }) => {
      return id === 'OUT-04' && protocol === 'udp' && (from === 'other' || to.label === 'other');
    })
    .map(({ flow: { from, to }, expected: { sourceSeen, answeredFrom } }) =>
      [from, to.label, sourceSeen ?? `answered from ${answeredFrom}`].join(' '),
    );
};

test('on an island all others are seen as their nodes, and nobody comes in', (t) => {
  t.deepEqual(claimed('model: island'), [
    'pod-1-1 other 10.240.0.100',
    'pod-1-2 other 10.240.0.1',
    'pod-2-1 other 10.240.0.2',
    'pod-2-2 other 10.240.0.2',
    'node2 other 10.240.0.2',
  ]);
});

test('in a flat network all others are seen as themselves, and so is who answers', (t) => {
  t.deepEqual(claimed('model: flat'), [
    'pod-1-1 other 10.240.0.100',
    'pod-1-2 other 10.0.1.2',
    'pod-2-1 other 10.0.2.1',
    'pod-2-2 other 10.0.2.2',
    'node2 other 10.240.0.2',
    'other pod-1-1 answered from 10.0.1.1',
  ]);
});

test('at its edge they are seen as their nodes, but where exceptions say otherwise', (t) => {
  const edge = (exceptions: string): string =>
    `model: flat, egress: masquerade, masqueradeExceptions: [10.0.0.0/16, 10.240.0.0/24${exceptions}]`;
  t.is(claimed(edge(''))[1], 'pod-1-2 other 10.240.0.1');
  t.deepEqual(claimed(edge(', 10.128.0.0/16')), [
    'pod-1-1 other 10.240.0.100',
    'node2 other 10.240.0.2',
    'other pod-1-1 answered from 10.0.1.1',
  ]);
});
