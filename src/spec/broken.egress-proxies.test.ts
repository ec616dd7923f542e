// Egress proxies that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

const withProxy = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  broken({ '    services:': `    egress: proxy\n    egressProxies: { ${words} }\n    services:`, ...changes });

const toOther = 'allow: [10.128.0.0/16]';

test('of nobody', refused, withProxy(`others: { connect: 3128, ${toOther} }`), [
  '11:22: "others" of egressProxies is no host of the network, and no node or pod of cluster east | did you mean other?',
]);
test('that speaks nothing', refused, withProxy(`other: { ${toOther} }`), [
  '11:29: the egress proxy other speaks neither CONNECT nor SOCKS | give it a port, such as connect: 3128 or socks5: 1080',
]);
test('that leads nowhere', refused, withProxy('other: { connect: 3128, allow: [] }'), [
  '11:53: the egress proxy other may go nowhere | give it ranges to go on to, such as allow: [10.128.0.0/16]',
]);
test('that leads out of the network', refused, withProxy('other: { connect: 3128, allow: [192.168.0.0/16] }'), [
  '11:54: allow 192.168.0.0/16 of the egress proxy other is outside the network | choose one inside 10.0.0.0/8',
]);
test('that leads back in', refused, withProxy('node1: { connect: 3128, allow: [10.0.1.0/24] }'), [
  '11:54: allow 10.0.1.0/24 of the egress proxy node1 lies in 10.0.0.0/16 of cluster east | remove it: a way out does not lead back in',
]);
test('on the port of everybody', refused, withProxy(`other: { connect: 8080, ${toOther} }`), [
  '11:40: port 8080 of the egress proxy other is already that of whoever asks a machine who it is | choose another, such as connect: 3128',
]);
test('with two words for one port', refused, withProxy(`other: { connect: 3128, socks5: 3128, ${toOther} }`), [
  '11:54: port 3128 of the egress proxy other is already that of its CONNECT | choose another, such as socks5: 1080',
]);
test('on a port of NodePorts', refused, withProxy(`node1: { connect: 30080, ${toOther} }`), [
  '11:40: port 30080 of the egress proxy node1 is already that of NodePorts | choose another, such as connect: 3128',
]);
test('on a port that its pod serves', refused, withProxy(`pod-a: { connect: 80, ${toOther} }`), [
  '11:40: port 80 of the egress proxy pod-a is already that of service web | choose another, such as connect: 3128',
]);
test(
  'of a flat cluster that has no other way out',
  refused,
  withProxy(`other: { connect: 3128, ${toOther} }`, { 'model: island': 'model: flat' }),
  [
    '10:13: egress proxy contradicts model flat of cluster east: a flat network takes pods wherever they go | write egress: none, and egressProxies all the same if pods may use them, or model: island',
  ],
);
test('a way out by proxy, and none', refused, broken({ '    services:': '    egress: proxy\n    services:' }), [
  '10:13: cluster east lets its pods out by proxy, and has none | add one, such as egressProxies: { gate: { connect: 3128, allow: [10.128.0.0/16] } }, or write egress: none',
]);
test(
  'out there, where nobody gets',
  refused,
  withProxy(`other: { connect: 3128, ${toOther} }`, { 'egress: proxy': 'egress: none' }),
  [
    '11:22: pods of cluster east have no way out, and their egress proxy other is out there | write egress: proxy, which is the way to it and no farther',
  ],
);
test(
  'of another family than the pods',
  refused,
  withProxy(`other: { connect: 3128, allow: ["fd00:1::/48"] }`, {
    'cidr: 10.0.0.0/8': 'cidr: [10.0.0.0/8, "fd00::/16"]',
    'other: 10.128.1.1': 'other: "fd00:128::1"',
  }),
  [
    '11:22: the pods of cluster east and their egress proxy other have no family of addresses in common | give it an address of one that the pods have',
  ],
);
test(
  'with a port that another cluster has there',
  refused,
  withProxy(`other: { connect: 3128, ${toOther} }`).concat(
    `  west: { model: island, podCidr: 10.0.0.0/16, nodes: 1, nodeCidr: 10.241.0.0/24, egressProxies: { other: { connect: 3128, ${toOther} } } }\n`,
  ),
  [
    '14:118: port 3128 of other is already that of the egress proxy of cluster east | choose another: one proxy may lead where another may not',
  ],
);
test(
  'beside an egress gateway',
  refused,
  withProxy(`other: { connect: 3128, ${toOther} }`, {
    '    services:': `    egress: proxy\n    egressProxies: { other: { connect: 3128, ${toOther} } }\n    egressGateway: { node: node1, pods: [pod-a] }\n    services:`,
  }),
  [
    '12:5: cluster east has egress: proxy, so there is nothing that an egress gateway could let out | write egress: masquerade, or remove egressGateway',
  ],
);

test('it runs on a host, a node or a pod, and has its addresses', (t) => {
  const words = `other: { connect: 3128, ${toOther} }, node1: { socks5: 1080, ${toOther} }, pod-d: { connect: 3129, ${toOther} }`;
  t.deepEqual(
    parseLab(withProxy(words), 'labs/x.yaml').clusters[0]?.egressProxies.map(({ machine, is, addresses, connect }) => ({
      ...{ machine, is, addresses, connect },
    })),
    [
      { machine: 'other', is: 'host', addresses: ['10.128.1.1'], connect: 3128 },
      { machine: 'node1', is: 'node', addresses: ['10.240.0.1'], connect: null },
      { machine: 'pod-d', is: 'pod', addresses: ['10.0.2.2'], connect: 3129 },
    ],
  );
});
