import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { expectationsOf } from './expectations.ts';

const lab = (profile: string, cluster: string): Lab =>
  parseLab(
    `name: spoof\nprofile: ${profile}\nnetwork: { cidr: 10.0.0.0/8 }\nclusters:\n  east: { podCidr: 10.0.0.0/16, ${cluster} }\n`,
    'spoof.yaml',
  );

const pairs = (subject: Lab): readonly string[] =>
  expectationsOf(subject, 'spoofs').map(({ flow }) => `${flow.from} as ${flow.source} to ${flow.to.label}`);

test('strict: a pod pretends to be its neighbour and a stranger, to a pod on another node', (t) => {
  t.deepEqual(pairs(lab('strict', 'model: island, nodes: 2, podsPerNode: 2')), [
    'pod-1-1 as 10.0.1.2 to pod-2-1',
    'pod-1-1 as 10.0.2.2 to pod-2-1',
    'pod-2-1 as 10.0.2.2 to pod-1-1',
    'pod-2-1 as 10.0.1.2 to pod-1-1',
  ]);
});

test('strict and flat: pods are themselves there too', (t) => {
  t.is(pairs(lab('strict', 'model: flat, nodes: 2, podsPerNode: 2')).length, 4);
});

test('the honest datagram is the control of the other', (t) => {
  for (const { flow, controls, expected } of expectationsOf(
    lab('strict', 'model: island, nodes: 2, podsPerNode: 2'),
    'spoofs',
  )) {
    const { source, ...honest } = flow;
    t.truthy(source);
    t.deepEqual(controls, [honest]);
    t.deepEqual(expected.absentFrom, flow.to.machines);
  }
});

test('with nobody to be, or nobody to tell, nothing is claimed', (t) => {
  t.deepEqual(pairs(lab('strict', 'model: island, nodes: 2, podsPerNode: 1')), []);
  t.deepEqual(pairs(lab('strict', 'model: island, nodes: 1, podsPerNode: 3')), []);
});

test('the textbook claims nothing', (t) => {
  t.deepEqual(pairs(lab('textbook', 'model: island, nodes: 2, podsPerNode: 2')), []);
});
