// On which ways bulk is tried: those that the model promises, and no others.

import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const parse = (cluster: string, hosts = 'other: 10.128.1.1'): Lab =>
  parseLab(
    `name: bulk\nnetwork: { cidr: 10.0.0.0/8, hosts: { ${hosts} } }\nclusters: { east: { podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2, ${cluster} } }\n`,
    'bulk.yaml',
  );

const bulk = (lab: Lab): readonly Expectation[] => expectationsOf(lab, 'mtu').filter(({ id }) => id === 'MTU-03');

const ways = (lab: Lab): readonly string[] => bulk(lab).map(({ flow }) => `${flow.from} ${flow.to.label}`);

const inside = ['pod-1-1 pod-2-1', 'pod-2-1 pod-1-1', 'pod-1-1 pod-1-2', 'pod-2-1 pod-2-2'];
const out = ['pod-1-1 other', 'pod-2-2 other'];

test('between nodes, on one node, and out', (t) => {
  t.deepEqual(ways(parse('model: island')), [...inside, ...out]);
});

test('who never leaves sends no bulk out', (t) => {
  t.deepEqual(ways(parse('model: island, egress: none')), inside);
});

test('a pod that leaves by the egress gateway is one of them', (t) => {
  const gateway = 'egressGateway: { node: node2, pods: [pod-1-1] }';
  t.deepEqual(ways(parse(`model: island, ${gateway}`)), [
    ...inside,
    ...['pod-1-2 other', 'pod-2-2 other', 'pod-1-1 other'],
  ]);
});

test('in by the first port of each node that leads to somebody, and by the first VIP', (t) => {
  const services =
    'services: { none: { port: 79, endpoints: [], nodePort: 30079, vip: 10.200.0.9 }, local: { port: 80, endpoints: [pod-1-1], nodePort: 30080, externalTrafficPolicy: Local }, web: { port: 81, endpoints: [pod-1-1, pod-2-1], nodePort: 30081, vip: 10.200.0.1 } }';
  t.deepEqual(ways(parse(`model: island, ${services}`)), [
    ...[...inside, ...out],
    ...['other node1:30080', 'other node2:30081', 'other the vip 10.200.0.1 of web'],
  ]);
});

test('datagrams alone make no bulk', (t) => {
  const services = 'services: { web: { port: 80, endpoints: [pod-1-1], nodePort: 30080, transports: [udp] } }';
  t.deepEqual(ways(parse(`model: island, ${services}`)), [...inside, ...out]);
});

test('as much comes back, and less where it takes many tries to meet every endpoint', (t) => {
  const services = 'services: { web: { port: 80, endpoints: [pod-1-1, pod-2-1], nodePort: 30080 } }';
  const sizes = bulk(parse(`model: island, ${services}`))
    .filter(({ flow }) => flow.answerBytes !== undefined)
    .map(({ flow, tries }) => [flow.padding, flow.answerBytes, tries]);
  const once = [200_000, 200_000, 1];
  const often = [20_000, 20_000, 31];
  t.deepEqual(sizes, [once, once, once, once, often, often]);
});

test('an outsider behind a narrow link is left to MTU-04 and MTU-05', (t) => {
  const narrow = parse('model: island', 'far: { address: 10.128.1.1, mtu: 1300 }');
  t.deepEqual(ways(narrow), inside);
  const both = parse('model: island', 'far: { address: 10.128.1.1, mtu: 1300 }, other: 10.129.1.1');
  t.deepEqual(ways(both), [...inside, ...out]);
});
