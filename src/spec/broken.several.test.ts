// One mistake is told of once, and hides nothing else. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';

/** Wrong for reasons of its own. */
const west = `  west:
    model: island
    podCidr: 10.0.0.0/16
    nodes: { n1: { address: 10.241.0.1, pods: [p1] }, n2: { address: 10.241.0.1 } }
    services: { api: { port: 80, endpoints: [p2] } }
`;
const itsProblems = (first: number): readonly string[] => [
  `${first + 3}:70: address 10.241.0.1 of n2 is already the address of n1 | give each a different address`,
  `${first + 4}:46: endpoint "p2" of service api is not a pod of cluster west | did you mean p1?`,
];

const beside = (title: string, changes: Readonly<Record<string, string>>, problems: readonly string[]): void => {
  const east = broken(changes);
  test(`${title}, and another cluster`, refused, east + west, [...problems, ...itsProblems(east.split('\n').length)]);
};

beside('a model that was misspelt', { 'model: island': 'model: iland' }, [
  '5:12: model must be flat, isolated, island, archipelago or custom, not "iland" | did you mean island?',
]);
beside('a model that nobody knows', { 'model: island': 'model: calico', '30080': '80' }, [
  '5:12: model must be flat, isolated, island, archipelago or custom, not "calico" | flat: pods have addresses of the larger network; isolated: the cluster has a larger network of its own; island: pods have a network of their own; archipelago: several clusters share one; custom: what promises says; for example model: island',
  '11:61: nodePort 80 of service web is outside 30000-32767 | choose one inside, such as 30080',
]);
beside('a key that was misspelt, whose value is wrong besides', { 'podCidr: 10.0.0.0/16': 'podCird: 10.0.0.7/16' }, [
  '6:5: unknown key "podCird" | did you mean podCidr?',
  '6:14: podCidr 10.0.0.7/16 has bits set after its prefix | write 10.0.0.0/16',
]);
beside('a key that nobody knows', { 'model: island': 'model: island\n    cni: calico', '10.240.0.2': '10.240.0.1' }, [
  '6:5: unknown key "cni" | the keys here are model, wiring, promises, archipelago, hosts, dataplane, routing, bgpDaemon, podCidr, ipam, serviceCidr, vipMode, egress, masqueradeExceptions, egressProxies, masqueradePorts, egressGateway, proxies, nodes, podsPerNode, nodeCidr, services',
  '10:25: address 10.240.0.1 of node2 is already the address of node1 | give each a different address',
]);
beside('nodes of no shape', { '{ address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] }': '[node1]' }, [
  '8:14: node1 must be a map, not a list | The nodes by name, or how many; for example nodes: { node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] } }',
]);
beside('a network of no shape', { '{ cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }': '10.0.0.0/8' }, [
  '2:10: network must be a map, not "10.0.0.0/8" | The larger network, on which nodes and hosts stand; for example network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }',
]);

test(
  'what leads to a Service, a node or a pod that could not be read, is not wrong',
  refused,
  broken({
    'nodes:\n': 'egressGateway: { node: node1, pods: [pod-a] }\n    nodes:\n',
    'node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] }': 'node1: 5',
    '{ port: 80, endpoints: [pod-a, pod-c], nodePort: 30080 }':
      '7\n    proxies: { front: { address: 10.128.2.1, to: nodePort, listen: { 80: { service: web } } } }',
  }),
  [
    '9:14: node1 must be a map, not 5 | The nodes by name, or how many; for example nodes: { node1: { address: 10.240.0.1, podCidr: 10.0.1.0/24, pods: [pod-a, pod-b] } }',
    '12:12: web must be a map, not 7 | The Services by name; for example services: { web: { port: 80, endpoints: [pod-a, pod-c] } }',
  ],
);
