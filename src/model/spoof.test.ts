import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const lab = (profile: string, cluster: string): Lab =>
  parseLab(
    `name: spoof\nprofile: ${profile}\nnetwork: { cidr: 10.0.0.0/8 }\nclusters:\n  east: { podCidr: 10.0.0.0/16, ${cluster} }\n`,
    'spoof.yaml',
  );

const pairs = (subject: Lab, id: string): readonly string[] =>
  expectationsOf(subject, 'spoofs').flatMap(({ id: own, flow }) =>
    own === id && flow.to.label !== 'core' ? [`${flow.from} as ${flow.source} to ${flow.to.label}`] : [],
  );

const two = 'model: island, nodes: 2, podsPerNode: 2';

test('each pod pretends to be its neighbour and a stranger, to a pod on another node', (t) => {
  t.deepEqual(pairs(lab('strict', two), 'LEAK-07'), [
    'pod-1-1 as 10.0.1.2 to pod-2-1',
    'pod-1-1 as 10.0.2.2 to pod-2-1',
    'pod-1-2 as 10.0.1.1 to pod-2-1',
    'pod-1-2 as 10.0.2.2 to pod-2-1',
    'pod-2-1 as 10.0.2.2 to pod-1-1',
    'pod-2-1 as 10.0.1.2 to pod-1-1',
    'pod-2-2 as 10.0.2.1 to pod-1-1',
    'pod-2-2 as 10.0.1.2 to pod-1-1',
  ]);
});

test('the router of the LAN pretends to be a pod, to each neighbour on the same node', (t) => {
  const spoofs = [
    'core as 10.0.1.2 to pod-1-1',
    'core as 10.0.1.1 to pod-1-2',
    'core as 10.0.2.2 to pod-2-1',
    'core as 10.0.2.1 to pod-2-2',
  ];
  t.deepEqual(pairs(lab('strict', two), 'LEAK-10'), spoofs);
});

test('and through a NodePort that keeps the source, as one that does not serve it itself', (t) => {
  const services =
    'services: { web: { port: 80, endpoints: [pod-1-2], nodePort: 30080, transports: [udp], externalTrafficPolicy: Local } }';
  const spoofs = pairs(lab('textbook', `${two}, ${services}`), 'LEAK-10');
  t.deepEqual(
    spoofs.filter((text) => text.endsWith(':30080')),
    ['core as 10.0.1.1 to node1:30080'],
  );
});

test('flat: pods are themselves there too', (t) => {
  t.is(pairs(lab('strict', 'model: flat, nodes: 2, podsPerNode: 2'), 'LEAK-07').length, 8);
});

const spoofsOf = (profile: string): readonly Expectation[] =>
  expectationsOf(lab(profile, two), 'spoofs').filter(({ flow }) => flow.to.label !== 'core');

test('strict: nothing arrives, and the honest datagram of the same sender does', (t) => {
  for (const { id, flow, controls, expected } of spoofsOf('strict')) {
    const { source, ...honest } = flow;
    t.truthy(source);
    if (id === 'LEAK-07') t.deepEqual(controls, [honest]);
    t.is(controls[0]?.from, flow.from);
    t.deepEqual(expected.absentFrom, flow.to.machines);
  }
});

test('textbook: it arrives, with the very address that is not its sender’s', (t) => {
  for (const { flow, expected } of spoofsOf('textbook')) {
    t.deepEqual(expected.arrivesAt, flow.to.machines);
    t.is(expected.sourceSeen, flow.source);
  }
});

test('with nobody to be, or nobody to tell, nothing is claimed', (t) => {
  t.deepEqual(pairs(lab('strict', 'model: island, nodes: 2, podsPerNode: 1'), 'LEAK-07'), []);
  t.deepEqual(pairs(lab('strict', 'model: island, nodes: 1, podsPerNode: 3'), 'LEAK-07'), []);
  t.deepEqual(pairs(lab('strict', 'model: island, nodes: 2, podsPerNode: 1'), 'LEAK-10'), []);
});
