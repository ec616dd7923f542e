// Where pods get their addresses from when no node owns a range, or the cluster has several.

import test from 'ava';
import type { Cluster } from './lab.ts';
import { parseLab } from './parse.ts';

const cluster = (its: string): Cluster | undefined =>
  parseLab(`name: x\nnetwork: { cidr: [10.0.0.0/8, "fd00::/16"] }\nclusters: { east: { ${its} } }\n`, 'x.yaml')
    .clusters[0];

const addressesOf = (one: Cluster | undefined): readonly unknown[] =>
  one?.nodes.map(({ podCidrs, podGateways, pods }) => [podCidrs, podGateways, pods.flatMap((pod) => pod.addresses)]) ??
  [];

test('pods get the addresses of a pool in turns over the nodes, and every node the gateway of its pods from the end', (t) => {
  const east = cluster('model: flat, ipam: pool, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2');
  t.is(east?.ipam, 'pool');
  t.deepEqual(addressesOf(east), [
    [[], ['10.0.255.254'], ['10.0.0.1', '10.0.0.3']],
    [[], ['10.0.255.253'], ['10.0.0.2', '10.0.0.4']],
  ]);
});

test('addresses that are given are nobody else’s, on whatever node', (t) => {
  const nodes =
    'n1: { address: 10.240.0.1, pods: [a, b] }, n2: { address: 10.240.0.2, pods: { c: 10.0.0.2 } }, n3: { address: 10.240.0.3, pods: { d: 10.0.255.254 } }';
  t.deepEqual(addressesOf(cluster(`model: island, ipam: pool, podCidr: 10.0.0.0/16, nodes: { ${nodes} }`)), [
    [[], ['10.0.255.253'], ['10.0.0.1', '10.0.0.3']],
    [[], ['10.0.255.252'], ['10.0.0.2']],
    [[], ['10.0.255.251'], ['10.0.255.254']],
  ]);
});

test('a pool of several ranges is gone through in order, without their first and last addresses', (t) => {
  const east = cluster('model: island, ipam: pool, podCidr: [10.0.0.0/30, 10.7.7.0/29], nodes: 1, podsPerNode: 7');
  t.deepEqual(addressesOf(east), [
    [[], ['10.7.7.6'], ['10.0.0.1', '10.0.0.2', '10.7.7.1', '10.7.7.2', '10.7.7.3', '10.7.7.4', '10.7.7.5']],
  ]);
});

test('a pool has both families', (t) => {
  const east = cluster(
    'model: island, ipam: pool, podCidr: ["fd00:1::/64", 10.0.0.0/16], nodeCidr: [10.240.0.0/24, "fd00:240::/64"], nodes: 1',
  );
  t.deepEqual(addressesOf(east), [[[], ['10.0.255.254', 'fd00:1::ffff'], ['10.0.0.1', 'fd00:1::1']]]);
});

test('nodes take their ranges from any range of the cluster', (t) => {
  const ranges = (podCidr: string, nodes: number) =>
    cluster(`model: island, podCidr: ${podCidr}, nodes: ${nodes}`)?.nodes.map(({ podCidrs }) => podCidrs.join());
  t.deepEqual(ranges('[10.0.0.0/22, 10.77.0.0/16]', 4), ['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24', '10.77.1.0/24']);
  t.deepEqual(ranges('[10.5.5.0/24, 10.7.7.0/24]', 2), ['10.5.5.0/24', '10.7.7.0/24']);
  t.deepEqual(cluster('model: island, podCidr: [10.9.0.0/16, 10.0.0.0/16], nodes: 1')?.podCidrs, [
    '10.9.0.0/16',
    '10.0.0.0/16',
  ]);
});
