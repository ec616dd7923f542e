// Labs with keys and values of the wrong kind. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';

test('an unknown key with one near it', refused, broken({ 'podCidr: 10.0.0.0/16': 'podCIDR: 10.0.0.0/16' }), [
  '6:5: unknown key "podCIDR" | did you mean podCidr?',
]);
test('an unknown key with none near it', refused, broken({ 'name: island': 'name: island\ncolour: red' }), [
  '2:1: unknown key "colour" | the keys here are name, profile, network, archipelagos, clusters',
]);
test('a name missing', refused, broken({ 'name: island\n': '' }), [
  '1:1: missing key "name" | Name of the lab; for example name: island',
]);
test('a network missing', refused, 'name: island\nclusters: {}\n', [
  '1:1: missing key "network" | The larger network, on which nodes and hosts stand; for example network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }',
  '2:1: the lab has no clusters | add one, such as clusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 2 } }',
]);
test('a node without an address', refused, broken({ 'address: 10.240.0.2, ': '' }), [
  `9:7: missing key "address" | The node's address on the larger network, one a family; for example address: 10.240.0.1`,
]);
test('a number for text', refused, broken({ 'name: island': 'name: 7' }), [
  '1:7: name must be text, not 7 | Name of the lab; for example name: island',
]);
test('text for a number', refused, broken({ 'port: 80': 'port: http' }), [
  '11:20: port must be a whole number, not "http" | Port of the Service; for example port: 80',
]);
test('a list for a map', refused, broken({ '{ other: 10.128.1.1 }': '[other]' }), [
  '2:37: hosts must be a map, not a list | Machines that belong to no cluster, with their addresses; for example hosts: { other: 10.128.1.1 }',
]);
test('nothing for a map', refused, broken({ '{ other: 10.128.1.1 }': '' }), [
  '2:38: hosts must be a map, not empty | Machines that belong to no cluster, with their addresses; for example hosts: { other: 10.128.1.1 }',
]);
test('a number among the pods', refused, broken({ 'pod-b]': '7]' }), [
  '8:73: an entry of pods must be text, not 7 | Pods of this node: their names, or how many, or each with its address. Addresses count from the first of podCidr; for example pods: [pod-a, pod-b]',
]);
test('a pod as a map of maps', refused, broken({ '[pod-a, pod-b]': '{ pod-a: { address: 10.0.1.1 } }' }), [
  '8:74: pod-a must be text or a list, not a map | Pods of this node: their names, or how many, or each with its address. Addresses count from the first of podCidr; for example pods: [pod-a, pod-b]',
]);
test(
  'three ranges for two families',
  refused,
  broken({
    'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/16\n    serviceCidr: [172.30.0.0/16, fd00:1::/48, fd00:2::/48]',
  }),
  [
    '7:18: serviceCidr must have at most 2 entries | Range of the VIPs, one a family. Default: 172.30.0.0/16 and fd30::/112; for example serviceCidr: 172.30.0.0/16',
  ],
);
test('a model that does not exist', refused, broken({ 'model: island': 'model: iland' }), [
  '5:12: model must be flat, isolated, island, archipelago or custom, not "iland" | did you mean island?',
]);
test('a data plane that does not exist', refused, broken({ 'model: island': 'model: island\n    dataplane: geneve' }), [
  '6:16: dataplane must be routed or vxlan, not "geneve" | How packets get from node to node: routed as they are, or inside VXLAN, an overlay on the larger network; for example dataplane: vxlan',
]);
test('a transport that does not exist', refused, broken({ 'port: 80': 'port: 80, transports: [sctp]' }), [
  '11:37: an entry of transports must be tcp or udp, not "sctp" | did you mean tcp?',
]);
test('port 0', refused, broken({ 'port: 80': 'port: 0' }), [
  '11:20: port must be at least 1, not 0 | Port of the Service; for example port: 80',
]);
test('port 70000', refused, broken({ 'port: 80': 'port: 80, targetPort: 70000' }), [
  '11:36: targetPort must be at most 65535, not 70000 | Port of the endpoints. Default: port; for example targetPort: 8080',
]);
test('a broken port', refused, broken({ 'port: 80': 'port: 80.5' }), [
  '11:20: port must be a whole number, not 80.5 | Port of the Service; for example port: 80',
]);
test(
  'no nodes',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 0 } }\n',
  [
    '3:65: nodes must be at least 1, not 0 | The nodes by name, or how many; for example nodes: { node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] } }',
  ],
);
test(
  'too many nodes for one bridge',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/12, nodes: 1001 } }\n',
  [
    '3:65: 1,001 nodes in cluster east, at most 1,000 machines fit on one bridge | a Linux bridge has 1,024 ports: use fewer nodes with more pods each, or several clusters',
  ],
);
test(
  'too many pods',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/12, nodes: 501, podsPerNode: 10 } }\n',
  ['3:1: 5,010 pods in all, at most 5,000 are possible | lower podsPerNode, or split it into several labs'],
);
test('no clusters', refused, 'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: {}\n', [
  '3:1: the lab has no clusters | add one, such as clusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 2 } }',
]);
test(
  'a cluster without nodes',
  refused,
  'name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: {} } }\n',
  ['3:58: cluster east has no nodes | write how many, such as nodes: 2'],
);
test(
  'too many clusters',
  refused,
  `name: x
network: { cidr: 10.0.0.0/8 }
clusters:
${Array.from({ length: 101 }, (_, index) => `  c${index}: { model: island, podCidr: 10.0.0.0/16, nodes: 1 }`).join('\n')}
`,
  ['3:1: 101 clusters in one lab, at most 100 are possible | split it into several labs'],
);
test(
  'too many machines on one LAN',
  refused,
  broken({
    'cidr: 10.0.0.0/8': 'cidr: [10.0.0.0/8, fd00::/16]',
    'hosts: {': `hosts: { ${Array.from({ length: 1001 }, (_, index) => `h${index}: "fd00::1:${index}"`).join(', ')},`,
  }),
  [
    '2:20832: 1001 machines on LAN fd00::/64, at most 1,000 fit on one bridge | a Linux bridge has 1,024 ports: spread them over several LANs',
  ],
);
