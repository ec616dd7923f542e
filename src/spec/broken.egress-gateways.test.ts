// Egress gateways that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

const withGateway = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  broken({ '    services:': `    egressGateway: { ${words} }\n    services:`, ...changes });

const flat = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  withGateway(words, { 'model: island': 'model: flat', ...changes });

test('a node of nowhere', refused, withGateway('node: node3, pods: [pod-a]'), [
  '10:28: "node3" of the egress gateway is not a node of cluster east | did you mean node1?',
]);
test('a pod of nowhere', refused, withGateway('node: node2, pods: [pod-a, somebody]'), [
  '10:49: "somebody" of the egress gateway is not a pod of cluster east | its pods are pod-a, pod-b, pod-c, pod-d',
]);
test('a pod chosen twice', refused, withGateway('node: node2, pods: [pod-a, pod-a]'), [
  '10:49: pod "pod-a" is chosen twice | remove one of them',
]);
test('no pod', refused, withGateway('node: node2, pods: []'), [
  '10:41: pods must have at least 1 entry | Names of the pods that leave by the node, wherever they run; for example pods: [pod-a]',
]);
test('an address on another LAN', refused, withGateway('node: node2, address: 10.241.0.9, pods: [pod-a]'), [
  '10:44: address 10.241.0.9 of the egress gateway of cluster east is not on the LAN of node2 | choose one in 10.240.0.0/24',
]);
test('an address of the core', refused, withGateway('node: node2, address: 10.240.0.254, pods: [pod-a]'), [
  '10:44: address 10.240.0.254 of the egress gateway of cluster east is the gateway of its LAN, which is the core | choose another address of that LAN',
]);
test('an address that a node has', refused, withGateway('node: node2, address: 10.240.0.1, pods: [pod-a]'), [
  "10:44: address 10.240.0.1 of the egress gateway of cluster east is already that of node1 | choose another one; left out, the pods are seen with the node's own",
]);
test('an address among pods', refused, withGateway('node: node2, address: 10.0.9.9, pods: [pod-a]'), [
  '10:44: address 10.0.9.9 of the egress gateway of cluster east lies in a range of cluster east | choose one of the larger network that nothing else uses',
]);
test('an address of no network', refused, withGateway('node: node2, address: 11.0.0.1, pods: [pod-a]'), [
  '10:44: address 11.0.0.1 of the egress gateway of cluster east is outside the network | choose one inside 10.0.0.0/8',
]);
test(
  'an address that a vip has',
  refused,
  withGateway('node: node2, address: 10.240.0.9, pods: [pod-a]', {
    'nodePort: 30080': 'vip: 10.240.0.9, vipMode: arp',
  }),
  [
    "10:44: address 10.240.0.9 of the egress gateway of cluster east is already that of service web | choose another one; left out, the pods are seen with the node's own",
  ],
);
test('an IPv6 address', refused, withGateway('node: node2, address: "fd00::9", pods: [pod-a]'), [
  '10:44: address fd00::9 of the egress gateway of cluster east is IPv6, which its pods do not have | remove it',
]);
test(
  'of a cluster that lets nobody out',
  refused,
  withGateway('node: node2, pods: [pod-a]', { 'model: island': 'model: island\n    egress: none' }),
  [
    '11:5: cluster east has egress: none, so there is nothing that an egress gateway could let out | write egress: masquerade, or remove egressGateway',
  ],
);
test('of a flat cluster, an address of no family', refused, flat('node: node2, address: "fd00::9", pods: [pod-a]'), [
  '10:44: address fd00::9 of the egress gateway of cluster east is IPv6, which its pods do not have | remove it',
]);
test(
  'of a flat cluster, with a pod that the core stands before',
  refused,
  flat('node: node2, pods: [pod-c, pod-a]', { '10.240.0.1,': '10.241.0.1,' }),
  [
    '10:49: pod "pod-a" of node1 cannot leave by node2: in a flat network core stands between them, and would send its packets straight out | choose pods of nodes in 10.240.0.0/24, or another node',
  ],
);
test(
  'of a cluster that is flat in one family, with a pod that the core stands before in that family',
  refused,
  flat('node: node2, pods: [pod-a]', {
    'cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 }': 'cidr: [10.0.0.0/8, "fd00::/16"]',
    'model: flat': 'model: { ipv4: island, ipv6: flat }',
    'podCidr: 10.0.0.0/16': 'podCidr: [10.0.0.0/16, "fd00:1::/48"]',
    'address: 10.240.0.1, podCidr: 10.0.1.0/24': 'address: [10.240.0.1, "fd00:241::1"]',
    'address: 10.240.0.2, podCidr: 10.0.2.0/24': 'address: [10.240.0.2, "fd00:240::2"]',
  }),
  [
    '10:42: pod "pod-a" of node1 cannot leave by node2: in a flat network core stands between them, and would send its packets straight out | choose pods of nodes in fd00:240::/64, or another node',
  ],
);

test('a flat cluster may have one, and whatever it leaves alone may be on another LAN', (t) => {
  const text = flat('node: node2, address: 10.240.0.9, pods: [pod-c]', { '10.240.0.1,': '10.241.0.1,' });
  const [cluster] = parseLab(text, 'labs/x.yaml').clusters;
  t.is(cluster?.egress, 'none');
  t.deepEqual(cluster?.egressGateway, { node: 'node2', addresses: ['10.240.0.9'], pods: ['pod-c'] });
});

test('on an island a pod may be on another LAN', (t) => {
  const text = withGateway('node: node2, pods: [pod-a]', { '10.240.0.1,': '10.241.0.1,' });
  t.notThrows(() => parseLab(text, 'labs/x.yaml'));
});

test("without an address the node's own is seen", (t) => {
  const lab = parseLab(withGateway('node: node2, pods: [pod-a]'), 'labs/x.yaml');
  t.deepEqual(lab.clusters[0]?.egressGateway, { node: 'node2', addresses: ['10.240.0.2'], pods: ['pod-a'] });
});

test('generated nodes leave the address alone', (t) => {
  const nodes = /nodes:[^]*?services:/.exec(broken({}))?.[0] ?? '';
  const gateway = 'egressGateway: { node: node1, address: 10.240.0.1, pods: [pod-1-1] }';
  const short = broken({ [nodes]: `nodes: 2\n    ${gateway}\n    services:`, '[pod-a, pod-c]': '[pod-1-1]' });
  const [cluster] = parseLab(short, 'labs/x.yaml').clusters;
  t.deepEqual(cluster?.egressGateway?.addresses, ['10.240.0.1']);
  t.deepEqual(
    cluster?.nodes.map(({ addresses }) => addresses),
    [['10.240.0.2'], ['10.240.0.3']],
  );
});
test(
  'as one of the ways of egress',
  refused,
  broken({ '    services:': '    egress: { gateway: node2, pods: [pod-a] }\n    services:' }),
  ['10:5: egressGateway is a key of its own | beside egress, not in it: egressGateway: { node: node2, pods: [pod-a] }'],
);
test(
  'as one of the ways of egress, in words of no use',
  refused,
  broken({ '    services:': '    egress: { gateway: [1], pods: 2 }\n    services:' }),
  ['10:5: egressGateway is a key of its own | beside egress, not in it: egressGateway: { node: node1, pods: [pod-a] }'],
);
test(
  'of a flat cluster that says masquerade',
  refused,
  withGateway('node: node2, address: 10.240.0.9, pods: [pod-a]', {
    'model: island': 'model: flat\n    egress: masquerade',
  }),
  [
    "6:13: egress masquerade contradicts model flat of cluster east: a flat network shows the pods' own addresses | remove egress, or write model: island; or list in masqueradeExceptions the ranges that see the pods' own addresses",
  ],
);
test(
  'of a cluster without a readable range',
  refused,
  withGateway('node: node2, address: 10.240.0.9, pods: [pod-a]', { 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0/16' }),
  ['6:14: podCidr "10.0.0/16" is not a CIDR | write a range like 10.0.0.0/16 or fd00:1::/48'],
);
