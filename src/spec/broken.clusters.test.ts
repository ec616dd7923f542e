// Labs whose clusters do not go together. Each says exactly what its reader is told.

import test from 'ava';
import { refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

/** Each of `clusters` is the inside of one, `c1`, `c2`…; every node has an address of its own unless it says one. */
const lab = (...clusters: readonly string[]): string =>
  `name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters:\n${clusters.map((its, i) => `  c${i + 1}: { ${its} }\n`).join('')}`;

const of = (archipelago: string, podCidr: string): string =>
  `model: archipelago, archipelago: ${archipelago}, podCidr: ${podCidr}, nodes: 1`;

test(
  'X-07: a node address in two islands',
  refused,
  sound + '  west: { model: island, podCidr: 10.0.0.0/16, nodes: { n1: { address: 10.240.0.1 } } }\n',
  ['12:72: address 10.240.0.1 of n1 is already the address of node1 | give each a different address'],
);
test(
  'X-08: a pod range in two flat clusters',
  refused,
  lab('model: flat, podCidr: 10.0.0.0/16, nodes: 1', 'model: flat, podCidr: 10.0.0.0/16, nodes: 1'),
  [
    '5:31: podCidr 10.0.0.0/16 overlaps 10.0.0.0/16 of cluster c1 | only islands may reuse pod ranges: choose another, or make both clusters islands',
  ],
);
test(
  'X-08: a pod range twice in one archipelago, other clusters between',
  refused,
  lab(of('north', '10.0.0.0/16'), of('south', '10.0.0.0/16'), of('north', '10.0.0.0/12')),
  [
    '6:58: podCidr 10.0.0.0/12 overlaps 10.0.0.0/16 of cluster c1 | clusters of one archipelago share a network of pods: choose another, or another archipelago',
  ],
);
test(
  'X-08: a pod range in a flat cluster and an archipelago',
  refused,
  lab(of('north', '10.0.0.0/16'), 'model: flat, podCidr: 10.0.0.0/16, nodes: 1'),
  [
    '5:31: podCidr 10.0.0.0/16 overlaps 10.0.0.0/16 of cluster c1 | only islands may reuse pod ranges: choose another, or make both clusters islands',
  ],
);

const allowed = test.macro((t, text: string) => void t.notThrows(() => parseLab(text, 'labs/x.yaml')));

test(
  'X-08: islands and archipelagos may reuse the pod ranges of each other',
  allowed,
  lab(
    'model: island, podCidr: 10.0.0.0/16, nodes: 1',
    'model: island, podCidr: 10.0.0.0/16, nodes: 1',
    of('north', '10.0.0.0/16'),
    of('south', '10.0.0.0/16'),
  ),
);
test('an archipelago of one cluster', allowed, lab(of('north', '10.0.0.0/16')));

test(
  'VIPs over the pods of another member',
  refused,
  lab(of('north', '10.0.0.0/16'), `${of('north', '10.1.0.0/16')}, serviceCidr: 10.0.0.0/16`),
  [
    '5:94: serviceCidr 10.0.0.0/16 of cluster c2 overlaps podCidr 10.0.0.0/16 of cluster c1 | a VIP is no address of any machine: choose a range that nothing else uses, such as 172.30.0.0/16',
  ],
);
test('an archipelago without a name', refused, lab('model: archipelago, podCidr: 10.0.0.0/16, nodes: 1'), [
  '4:16: cluster c1 does not say which archipelago it is of | write archipelago: north, the same name in all its clusters; a cluster on its own is an island',
]);
test('an island of an archipelago', refused, lab('model: island, archipelago: north, podCidr: 10.0.0.0/16, nodes: 1'), [
  '4:37: cluster c1 of model island can be of no archipelago | write model: archipelago, or remove archipelago',
]);
test(
  'an archipelago with the name of a cluster',
  refused,
  lab(of('c2', '10.0.0.0/16'), 'model: island, podCidr: 10.1.0.0/16, nodes: 1'),
  ['4:42: archipelago "c2" has the name of a cluster | both would call their network net-c2: rename one'],
);
test('an archipelago whose name makes none for its network', refused, lab(of('north-of-them-all', '10.0.0.0/16')), [
  '4:42: name "north-of-them-all" has 17 characters, at most 11 are possible | net- and this name make the name of the switch, and Linux limits interface names to 15 bytes',
]);
test(
  'more nodes in an archipelago than fit on its bridge',
  refused,
  lab(
    'model: archipelago, archipelago: north, podCidr: 10.0.0.0/14, nodes: 600, podsPerNode: 0',
    'model: archipelago, archipelago: north, podCidr: 10.4.0.0/14, nodes: 401, podsPerNode: 0',
  ),
  [
    '5:78: 1001 nodes in archipelago north, at most 1,000 machines fit on one bridge | a Linux bridge has 1,024 ports: use fewer nodes with more pods each, or several archipelagos',
  ],
);
test('an archipelago without egress said masquerades', (t) => {
  t.is(parseLab(lab(of('north', '10.0.0.0/16')), 'labs/x.yaml').clusters[0]?.egress, 'masquerade');
});
