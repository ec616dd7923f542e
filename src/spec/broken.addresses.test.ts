// Labs whose addresses contradict each other. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';

test('not an address', refused, broken({ '10.128.1.1': '10.128.1.256' }), [
  '2:46: "10.128.1.256" is not an address | write an address like 10.240.0.1 or fd00:240::1',
]);
test('an address with a prefix', refused, broken({ '10.128.1.1': '10.128.1.1/24' }), [
  '2:46: "10.128.1.1/24" is not an address | write 10.128.1.1',
]);
test('a CIDR without a prefix', refused, broken({ '10.0.0.0/16': '10.0.0.0' }), [
  '6:14: podCidr "10.0.0.0" is not a CIDR | write 10.0.0.0/24',
]);
test('a CIDR with bits after its prefix', refused, broken({ '10.0.1.0/24': '10.0.1.7/24' }), [
  '8:46: podCidr 10.0.1.7/24 has bits set after its prefix | write 10.0.1.0/24',
]);
test('a loopback address', refused, broken({ '10.128.1.1': '127.0.0.1' }), [
  '2:46: 127.0.0.1 touches loopback (127.0.0.0/8) | use private addresses, such as those in 10.0.0.0/8 or fd00::/8',
]);
test('two addresses of one family', refused, broken({ '10.128.1.1': '[10.128.1.1, 10.128.1.2]' }), [
  '2:59: other has two of IPv4, 10.128.1.1 and 10.128.1.2 | give at most one a family: one IPv4 and one IPv6',
]);
test('a node outside the network', refused, broken({ '10.240.0.2': '11.240.0.2' }), [
  '9:25: address 11.240.0.2 of node2 is outside 10.0.0.0/8 of the network | choose one inside 10.0.0.0/8, or widen that',
]);
test('a host on a family that the network lacks', refused, broken({ '10.128.1.1': '[10.128.1.1, fd00::1]' }), [
  '2:59: address of other has fd00::1, but the network has no IPv6 | give the cidr of the network both families, such as [10.0.0.0/8, fd00::/16]',
]);
test('a pod range of a node outside that of its cluster', refused, broken({ '10.0.2.0/24': '10.1.2.0/24' }), [
  '9:46: podCidr 10.1.2.0/24 of node2 is outside 10.0.0.0/16 of cluster east | choose one inside 10.0.0.0/16, or widen that',
]);
test('pod ranges of two nodes overlapping', refused, broken({ '10.0.2.0/24': '10.0.1.128/25' }), [
  '9:46: podCidr 10.0.1.128/25 of node2 overlaps 10.0.1.0/24 of node1 | give each node a range of its own',
]);
test(
  'a pod outside the range of its node',
  refused,
  broken({ '[pod-a, pod-b]': '{ pod-a: 10.0.1.1, pod-b: 10.0.2.9 }' }),
  ['8:91: address 10.0.2.9 of pod-b is outside 10.0.1.0/24 of node1 | choose one inside 10.0.1.0/24, or widen that'],
);
test(
  'a pod with the address of its gateway',
  refused,
  broken({ '[pod-a, pod-b]': '{ pod-a: 10.0.1.254, pod-b: 10.0.1.255 }' }),
  [
    '8:74: address 10.0.1.254 of pod-a is the gateway of the pods of node1 | choose another in 10.0.1.0/24',
    '8:93: address 10.0.1.255 of pod-b is the broadcast address of podCidr 10.0.1.0/24 | choose another in 10.0.1.0/24',
  ],
);
test('two pods with one address', refused, broken({ '[pod-a, pod-b]': '{ pod-a: 10.0.1.1, pod-b: 10.0.1.1 }' }), [
  '8:91: address 10.0.1.1 of pod-b is already the address of pod-a | give each a different address',
]);
test('two machines with one address', refused, broken({ '10.240.0.2': '10.240.0.1' }), [
  '9:25: address 10.240.0.1 of node2 is already the address of node1 | give each a different address',
]);
test('a node with the address of the core', refused, broken({ '10.240.0.2': '10.240.0.254' }), [
  `9:25: address 10.240.0.254 of node2 is the gateway of its LAN, which is the core | LANs are /24 (IPv6: /64) and the last usable address is the core's: choose another`,
]);
test('a host with the broadcast address', refused, broken({ '10.128.1.1': '10.128.1.255' }), [
  `2:46: address 10.128.1.255 of other is the broadcast address of its LAN | LANs are /24 (IPv6: /64) and the last usable address is the core's: choose another`,
]);
test(
  'a network smaller than a LAN',
  refused,
  broken({ 'cidr: 10.0.0.0/8': 'cidr: 10.240.0.0/25', '10.128.1.1': '10.240.0.9' }),
  [
    '2:18: network 10.240.0.0/25 is smaller than a LAN, which has /24 | give the network a prefix of /24 or shorter, such as 10.0.0.0/8',
  ],
);
test('more pods than the range has room for', refused, broken({ '10.0.1.0/24': '10.0.1.0/30' }), [
  '8:65: podCidr 10.0.1.0/30 of node1 has addresses for 1 of its 2 pods | the last usable address is the gateway; give the node a wider podCidr, or fewer pods',
]);
test(
  'more pods than every range has room for, told once',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 15, podsPerNode: 300 } }\n',
  [
    '3:65: podCidr 10.0.1.0/24 of node1 has addresses for 253 of its 300 pods; the same for 14 more | the last usable address is the gateway; give the node a wider podCidr, or fewer pods',
  ],
);
test(
  'more nodes than the range has room for',
  refused,
  broken({ '10.0.0.0/16': '10.0.0.0/23', 'podCidr: 10.0.2.0/24, ': '' }),
  ['6:14: podCidr 10.0.0.0/23 has no /24 left for node2 | give a wider podCidr, or each node a podCidr of its own'],
);
test(
  'a node range without room',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 4, nodeCidr: 10.9.0.0/30 } }\n',
  ['3:78: nodeCidr 10.9.0.0/30 has no address left for node4 | give a wider nodeCidr, such as 10.240.0.0/16'],
);
test('pods over the address of a host', refused, broken({ '10.128.1.1': '10.0.9.9' }), [
  '6:14: podCidr 10.0.0.0/16 of cluster east overlaps address 10.0.9.9 of other | choose ranges apart: pods could not reach the machines of that LAN',
]);
test(
  'pods over a corner of a LAN',
  refused,
  broken({
    '10.128.1.1': '10.1.0.1',
    '10.0.0.0/16': '[10.1.0.128/25]',
    'podCidr: 10.0.1.0/24': 'podCidr: 10.1.0.128/26',
    'podCidr: 10.0.2.0/24': 'podCidr: 10.1.0.192/26',
  }),
  [
    '6:15: podCidr 10.1.0.128/25 of cluster east overlaps 10.1.0.0/24, the LAN of other | choose ranges apart: pods could not reach the machines of that LAN',
  ],
);
test(
  'a flat cluster over an island',
  refused,
  sound + '  west: { model: flat, podCidr: 10.0.0.0/14, nodes: { n1: { address: 10.241.0.1, pods: [p1] } } }\n',
  [
    '12:33: podCidr 10.0.0.0/14 overlaps 10.0.0.0/16 of cluster east | only islands may reuse pod ranges: choose another, or make both clusters islands',
  ],
);
test(
  'a flat cluster outside the network',
  refused,
  sound + '  west: { model: flat, podCidr: 192.168.0.0/16, nodes: { n1: { address: 10.241.0.1, pods: [p1] } } }\n',
  [
    '12:33: podCidr 192.168.0.0/16 of flat cluster west is outside 10.0.0.0/8 of the network | choose one inside 10.0.0.0/8, or widen that',
  ],
);
test(
  'VIPs over pods',
  refused,
  broken({ 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/16\n    serviceCidr: 10.0.128.0/17' }),
  [
    '7:18: serviceCidr 10.0.128.0/17 of cluster east overlaps podCidr 10.0.0.0/16 of cluster east | a VIP is no address of any machine: choose a range that nothing else uses, such as 172.30.0.0/16',
  ],
);
test(
  'VIPs over a LAN',
  refused,
  broken({ 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/16\n    serviceCidr: 10.128.0.0/16' }),
  [
    '7:18: serviceCidr 10.128.0.0/16 of cluster east overlaps 10.128.1.0/24, the LAN of other | a VIP is no address of any machine: choose a range that nothing else uses, such as 172.30.0.0/16',
  ],
);
test('a VIP outside its range', refused, broken({ 'port: 80': 'port: 80, clusterAddress: 172.31.0.1' }), [
  '11:40: clusterAddress 172.31.0.1 of web is outside 172.30.0.0/16 of cluster east | choose one inside 172.30.0.0/16, or widen that',
]);
test(
  'one family where two are needed',
  refused,
  broken({
    'cidr: 10.0.0.0/8': 'cidr: [10.0.0.0/8, fd00::/16]',
    'podCidr: 10.0.0.0/16': 'podCidr: [10.0.0.0/16, fd00:1::/48]',
  }),
  [
    '8:25: address of node1 has no IPv6, but podCidr fd00:1::/48 of cluster east is IPv6 | give both families, such as [10.240.0.1, fd00:240::1], or remove fd00:1::/48 from podCidr',
    '8:46: podCidr of node1 has no IPv6, but podCidr fd00:1::/48 of cluster east is IPv6 | give both families, such as [10.0.1.0/24, fd00:1:0:1::/64], or remove fd00:1::/48 from podCidr',
    '9:25: address of node2 has no IPv6, but podCidr fd00:1::/48 of cluster east is IPv6 | give both families, such as [10.240.0.1, fd00:240::1], or remove fd00:1::/48 from podCidr',
    '9:46: podCidr of node2 has no IPv6, but podCidr fd00:1::/48 of cluster east is IPv6 | give both families, such as [10.0.1.0/24, fd00:1:0:1::/64], or remove fd00:1::/48 from podCidr',
  ],
);
test(
  'VIPs of a family that the pods lack',
  refused,
  broken({ 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/16\n    serviceCidr: [172.30.0.0/16, fd30::/112]' }),
  [
    '7:34: serviceCidr has fd30::/112, but podCidr of cluster east has no IPv6 | remove fd30::/112, or add an IPv6 range to podCidr',
  ],
);
test(
  'a range for nodes that have addresses',
  refused,
  broken({ 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/16\n    nodeCidr: 10.240.0.0/16' }),
  ['7:15: nodeCidr has no effect on nodes with addresses | remove it: it is for nodes given as a number'],
);
test(
  'IPv6 for what belongs to IPv4 pods',
  refused,
  broken({
    'cidr: 10.0.0.0/8': 'cidr: [10.0.0.0/8, fd00::/16]',
    'podCidr: 10.0.2.0/24': 'podCidr: [10.0.2.0/24, fd00:2::/64]',
    '[pod-a, pod-b]': '{ pod-a: [10.0.1.1, fd00:1::1] }',
    'port: 80': 'port: 80, clusterAddress: fd30::9',
    'pod-c, pod-d': 'pod-c',
  }),
  [
    '8:85: address of pod-a has fd00:1::1, but podCidr of cluster east has no IPv6 | remove fd00:1::1, or add an IPv6 range to podCidr',
    '9:60: podCidr of node2 has fd00:2::/64, but podCidr of cluster east has no IPv6 | remove fd00:2::/64, or add an IPv6 range to podCidr',
    '11:40: clusterAddress of web has fd30::9, but podCidr of cluster east has no IPv6 | remove fd30::9, or add an IPv6 range to podCidr',
  ],
);
test(
  'a short form without IPv6 addresses for its nodes',
  refused,
  'name: x\nnetwork: { cidr: [10.0.0.0/8, fd00::/16] }\nclusters: { east: { model: island, podCidr: [10.0.0.0/16, fd00:1::/48], nodes: 2 } }\n',
  [
    '3:13: nodeCidr has no IPv6, but podCidr fd00:1::/48 of cluster east is IPv6 | give both families, such as [10.240.0.0/16, fd00:240::/64], or remove fd00:1::/48 from podCidr',
  ],
);
test(
  'a short form outside the network, told once',
  refused,
  'name: x\nnetwork: { cidr: 192.168.0.0/16 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 20 } }\n',
  [
    '3:65: address 10.240.0.1 of node1 is outside 192.168.0.0/16 of the network | choose one inside 192.168.0.0/16, or widen that',
  ],
);
