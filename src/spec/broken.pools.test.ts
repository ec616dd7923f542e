// POD-09 and its kin: pods whose addresses cannot all be right.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';

const pool = (changes: Readonly<Record<string, string>> = {}): string =>
  broken({
    '10.0.0.0/16': '10.0.0.0/16\n    ipam: pool',
    'podCidr: 10.0.1.0/24, ': '',
    'podCidr: 10.0.2.0/24, ': '',
    ...changes,
  });

test('a node range in a pool', refused, broken({ '10.0.0.0/16': '10.0.0.0/16\n    ipam: pool' }), [
  "9:46: podCidr 10.0.1.0/24 of node1, but the pods of cluster east share one pool | remove it, or write ipam: node-range; a pod's own address may be given in pods",
  "10:46: podCidr 10.0.2.0/24 of node2, but the pods of cluster east share one pool | remove it, or write ipam: node-range; a pod's own address may be given in pods",
]);
test('no way of giving addresses', refused, broken({ '10.0.0.0/16': '10.0.0.0/16\n    ipam: dhcp' }), [
  '7:11: ipam must be node-range or pool, not "dhcp" | How pods get addresses: node-range, every node has a range of podCidr for its own; pool, any pod may have any address of podCidr, and neighbours in address are on different nodes. Default: node-range; for example ipam: pool',
]);
test('a pool that is too small', refused, pool({ '10.0.0.0/16\n': '10.0.0.0/30\n' }), [
  '6:14: podCidr 10.0.0.0/30 of cluster east has 2 of the 6 addresses that its pods and nodes need | each pod has an address of the pool, and each node one as the gateway of its pods: give a wider podCidr',
]);
test(
  'POD-09: one address for two pods of a pool',
  refused,
  pool({
    '[pod-a, pod-b]': '{ pod-a: 10.0.0.5, pod-b: 10.0.0.6 }',
    '[pod-c, pod-d]': '{ pod-c: 10.0.0.5, pod-d: 10.0.0.8 }',
  }),
  ['10:52: address 10.0.0.5 of pod-c is already the address of pod-a | give each a different address'],
);
test('a pod outside the pool', refused, pool({ '[pod-a, pod-b]': '{ pod-a: 10.9.0.5, pod-b: 10.0.0.0 }' }), [
  '9:52: address 10.9.0.5 of pod-a is outside 10.0.0.0/16 of cluster east | choose one inside 10.0.0.0/16, or widen that',
  '9:69: address 10.0.0.0 of pod-b is the address of the range 10.0.0.0/16 itself | choose another in 10.0.0.0/16',
]);
test(
  'POD-09: one address for two pods of a node',
  refused,
  broken({ '[pod-a, pod-b]': '{ pod-a: 10.0.1.5, pod-b: 10.0.1.5 }' }),
  ['8:91: address 10.0.1.5 of pod-b is already the address of pod-a | give each a different address'],
);
test('POD-09: a pool over nodes', refused, pool({ '10.0.0.0/16\n': '10.240.0.0/16\n' }), [
  '6:14: podCidr 10.240.0.0/16 of cluster east overlaps address 10.240.0.1 of node1 | choose ranges apart: pods could not reach the machines of that LAN',
]);
test('POD-09: a pool over Services', refused, pool({ '10.0.0.0/16\n': '172.30.0.0/15\n' }), [
  '4:3: serviceCidr 172.30.0.0/16 of cluster east overlaps podCidr 172.30.0.0/15 of cluster east | a VIP is no address of any machine: choose a range that nothing else uses, such as 172.30.0.0/16',
]);
test('POD-09: a vip in a pool', refused, pool({ 'nodePort: 30080': 'vip: 10.0.7.7' }), [
  '12:56: vip 10.0.7.7 of service web lies in podCidr 10.0.0.0/16 of cluster east | a vip is no address inside a cluster: choose one of the larger network that nothing else uses',
]);
test(
  'POD-09: one of several ranges over nodes, over Services, over another cluster',
  refused,
  `${broken({ 'podCidr: 10.0.0.0/16': 'podCidr: [10.0.0.0/16, 10.240.0.0/24, 172.30.0.0/24]' })}  west: { model: flat, podCidr: [10.5.0.0/16, 10.0.3.0/24], nodes: { n1: { address: 10.241.0.1 } } }\n`,
  [
    '4:3: serviceCidr 172.30.0.0/16 of cluster east overlaps podCidr 172.30.0.0/24 of cluster east | a VIP is no address of any machine: choose a range that nothing else uses, such as 172.30.0.0/16',
    '6:28: podCidr 10.240.0.0/24 of cluster east overlaps address 10.240.0.1 of node1 | choose ranges apart: pods could not reach the machines of that LAN',
    '12:47: podCidr 10.0.3.0/24 overlaps 10.0.0.0/16 of cluster east | only islands may reuse pod ranges: choose another, or make both clusters islands',
  ],
);
test(
  'ranges of one cluster over each other',
  refused,
  broken({ 'podCidr: 10.0.0.0/16': 'podCidr: [10.0.0.0/16, 10.0.2.0/23]' }),
  [
    '6:28: podCidr 10.0.2.0/23 of cluster east overlaps its own 10.0.0.0/16 | give ranges apart, or one that holds both',
  ],
);
test('a list without a range', refused, broken({ 'podCidr: 10.0.0.0/16': 'podCidr: []' }), [
  "6:14: podCidr must have at least 1 entry | Range of the cluster's pods, or a list of ranges that need not be one; for example podCidr: 10.0.0.0/16",
]);
test('a node with two ranges', refused, sound.replace('podCidr: 10.0.1.0/24', 'podCidr: [10.0.1.0/24, 10.0.3.0/24]'), [
  '8:60: podCidr has two of IPv4, 10.0.1.0/24 and 10.0.3.0/24 | give at most one a family: one IPv4 and one IPv6',
]);
test(
  'a node range in none of the ranges',
  refused,
  broken({ 'podCidr: 10.0.0.0/16': 'podCidr: [10.0.1.0/24, 10.9.0.0/16]' }),
  [
    '9:46: podCidr 10.0.2.0/24 of node2 is outside 10.0.1.0/24 and 10.9.0.0/16 of cluster east | choose one inside 10.0.1.0/24 and 10.9.0.0/16, or widen that',
  ],
);
test(
  'ranges without room for the nodes',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: [10.0.0.0/23, 10.9.9.0/24], nodes: 3 } }\n',
  [
    '3:45: podCidr 10.0.0.0/23 and 10.9.9.0/24 has no /24 left for node3 | give a wider podCidr, or each node a podCidr of its own',
  ],
);
test(
  'POD-09: a proxy with the address of a pod',
  refused,
  pool({
    '[pod-c, pod-d]': '{ pod-c: 10.0.0.9 }',
    '    services:':
      '    proxies:\n      lb: { address: 10.128.2.1, to: pods, leg: 10.0.0.9, listen: { 80: { service: web } } }\n    services:',
  }),
  [
    "12:49: leg 10.0.0.9 of proxy lb is the address of pod-c | choose one inside podCidr that is of no node's range, or remove leg: one is found",
  ],
);
