// Proxies that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

/** The sound lab with one proxy, whose words follow on one line. */
const withProxy = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  `${broken(changes)}    proxies:\n      front: { address: 10.128.2.1, ${words} }\n`;

const pods = (listen: string): string => `to: pods, listen: ${listen}`;
const web = '{ 80: { service: web } }';

test('a proxy without address, way and ports', refused, `${sound}    proxies:\n      front: {}\n`, [
  `13:7: missing key "address" | The proxy's address on the larger network, one a family; for example address: 10.128.2.1`,
  '13:7: missing key "to" | nodePort: enters by the nodes, as any client could; pods: has a way of its own into the network of the pods; for example to: pods',
  '13:7: missing key "listen" | What each port leads to: one Service (L4), or by hostname any number of them (L7); for example listen: { 25: { service: mail }, 80: { hosts: { web.test: web } } }',
]);
test(
  'a proxy with the name of a node',
  refused,
  sound.concat('    proxies:\n      node1: { address: 10.128.2.1, to: pods, listen: { 80: { service: web } } }\n'),
  [
    '13:7: name "node1" is used twice: it is already a node of cluster east | hosts, nodes, proxies and pods of a lab share one space of names: rename one',
  ],
);
test('a proxy with the address of a host', refused, withProxy(pods(web)).replace('10.128.2.1', '10.128.1.1'), [
  '13:25: address 10.128.1.1 of front is already the address of other | give each a different address',
]);
test('a proxy outside the network', refused, withProxy(pods(web)).replace('10.128.2.1', '11.0.0.1'), [
  '13:25: address 11.0.0.1 of front is outside 10.0.0.0/8 of the network | choose one inside 10.0.0.0/8, or widen that',
]);
test('a proxy among pods', refused, withProxy(pods(web)).replace('10.128.2.1', '10.0.9.1'), [
  '6:14: podCidr 10.0.0.0/16 of cluster east overlaps address 10.0.9.1 of front | choose ranges apart: pods could not reach the machines of that LAN',
]);
test('a proxy that listens nowhere', refused, withProxy(pods('{}')), [
  '13:55: proxy front listens nowhere | write what a port leads to, such as listen: { 80: { service: web } }',
]);
test(
  'ports that are none',
  refused,
  withProxy(pods('{ http: { service: web }, 70000: { service: web }, 0: { service: web } }')),
  [
    '13:57: there is no port http | a port is a number from 1 to 65535',
    '13:81: there is no port 70000 | a port is a number from 1 to 65535',
    '13:106: there is no port 0 | a port is a number from 1 to 65535',
  ],
);
test('the port of everybody', refused, withProxy(pods('{ 8080: { service: web } }')), [
  '13:57: port 8080 is where every machine says who it is | choose another one, such as 80',
]);
test('a port that leads nowhere', refused, withProxy(pods('{ 80: {}, 81: { hosts: {} } }')), [
  '13:57: port 80 of proxy front leads nowhere | write service: web, or hosts: { web.test: web }',
  '13:65: port 81 of proxy front leads nowhere | write service: web, or hosts: { web.test: web }',
]);
test(
  'a port that leads to a Service and by hostnames',
  refused,
  withProxy(pods('{ 80: { service: web, hosts: { web.test: web } } }')),
  [
    '13:57: port 80 of proxy front leads to a Service and by hostnames | one port is L4, service, or L7, hosts: give the other one a port of its own',
  ],
);
test(
  'the PROXY protocol for HTTP',
  refused,
  withProxy(pods('{ 80: { proxyProtocol: v1, hosts: { web.test: web } } }')),
  [
    '13:63: proxyProtocol of port 80 of proxy front is for L4 | remove it: with hosts the client is told in X-Forwarded-For',
  ],
);
test('Services that are none', refused, withProxy(pods('{ 80: { service: wep }, 81: { hosts: { a.test: mail } } }')), [
  '13:72: "wep" is not a Service of cluster east | did you mean web?',
  '13:102: "mail" is not a Service of cluster east | its Services are web',
]);
test('a Service that has no TCP', refused, withProxy(pods(web), { 'nodePort: 30080': 'transports: [udp]' }), [
  '13:72: service web has no TCP, and a proxy passes on nothing else | give it transports: [tcp, udp], or lead in by another gateway',
]);
test(
  'hostnames that are none',
  refused,
  withProxy(pods('{ 80: { hosts: { Web.Test: web, "a b": web, "web.test:80": web } } }')),
  [
    '13:72: "Web.Test" is not a hostname | write "web.test": HTTP does not tell the two apart',
    '13:87: "a b" is not a hostname | write one like web.test',
    '13:99: "web.test:80" is not a hostname | write one like web.test',
  ],
);
test(
  'NodePorts that a Service does not have',
  refused,
  withProxy('to: nodePort, listen: { 80: { service: web }, 81: { hosts: { web.test: web } } }', {
    ', nodePort: 30080': '',
  }),
  [
    '13:76: service web has no nodePort, by which this proxy would enter | give it one, such as nodePort: 30080, or write to: pods',
    '13:108: service web has no nodePort, by which this proxy would enter | give it one, such as nodePort: 30080, or write to: pods',
  ],
);
test('a leg for whoever enters by the nodes', refused, withProxy(`to: nodePort, leg: 10.0.9.1, listen: ${web}`), [
  '13:51: proxy front needs no leg: it enters by the nodes | remove leg',
]);
test(
  'a leg in a flat network',
  refused,
  withProxy(`to: pods, leg: 10.0.9.1, listen: ${web}`, { 'model: island': 'model: flat' }),
  ['13:47: proxy front needs no leg: the pods of flat cluster east are where it stands | remove leg'],
);
test('a leg outside the network of the pods', refused, withProxy(`to: pods, leg: 10.9.0.1, listen: ${web}`), [
  "13:52: leg 10.9.0.1 of proxy front is outside podCidr of cluster east | choose one inside podCidr that is of no node's range, or remove leg: one is found",
]);
test('a leg among the pods of a node', refused, withProxy(`to: pods, leg: 10.0.1.9, listen: ${web}`), [
  "13:52: leg 10.0.1.9 of proxy front is in the range of node1 | choose one inside podCidr that is of no node's range, or remove leg: one is found",
]);
const second = `      side: { address: 10.128.2.2, to: pods, leg: 10.0.9.1, listen: ${web} }\n`;
test('a leg that another proxy has', refused, withProxy(`to: pods, leg: 10.0.9.1, listen: ${web}`).concat(second), [
  '14:51: leg 10.0.9.1 of proxy side is already that of proxy front | give each a different one, or remove leg: one is found',
]);
test(
  'no address left for a leg',
  refused,
  withProxy(pods(web), {
    'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/22',
    '10.0.1.0/24': '10.0.0.0/23',
    '10.0.2.0/24': '10.0.2.0/23',
  }),
  [
    "6:14: podCidr 10.0.0.0/22 has no address left for the leg of proxy front | a leg is of the cluster's own network and of no node's range: give a wider podCidr",
  ],
);

const six = (model: string, dataplane: string): string => `name: six
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"] } }
clusters:
  east:
    model: ${model}
    dataplane: ${dataplane}
    podCidr: "fd00:1::/48"
    nodeCidr: "fd00:240::/64"
    nodes: 2
    services: { web: { port: 80, endpoints: [], nodePort: 30080 } }
    proxies:
      front: { address: 10.128.2.1, to: pods, listen: { 80: { service: web } } }
`;
test('a proxy that has no family of the pods', refused, six('flat', 'routed'), [
  '12:25: proxy front has no IPv6, which is all that its cluster has | give it both, such as [10.128.2.1, fd00:128:2::1]',
]);
test('a proxy that has not the family of the overlay', refused, six('island', 'vxlan'), [
  '12:25: proxy front has no IPv6, which carries the overlay between the nodes | give it both, such as [10.128.2.1, fd00:128:2::1]',
]);

const legsOf = (text: string): readonly (readonly string[])[] =>
  parseLab(text, 'x.yaml').clusters.flatMap(({ proxies }) => proxies.map(({ legs }) => legs));

test('a leg is the last address of podCidr that no node and no other proxy has', (t) => {
  t.deepEqual(legsOf(withProxy(pods(web))), [['10.0.255.254']]);
  t.deepEqual(legsOf(withProxy(pods(web), { '10.0.2.0/24': '10.0.255.0/24' })), [['10.0.254.255']]);
  t.deepEqual(legsOf(withProxy(pods(web)).concat(second.replace('10.0.9.1', '10.0.255.254'))), [
    ['10.0.255.253'],
    ['10.0.255.254'],
  ]);
});

test('who enters by the nodes, or stands in a flat network, has no leg; whoever has one may have another family', (t) => {
  t.deepEqual(legsOf(withProxy(`to: nodePort, listen: ${web}`)), [[]]);
  t.deepEqual(legsOf(withProxy(pods(web), { 'model: island': 'model: flat' })), [[]]);
  t.deepEqual(legsOf(six('island', 'routed')), [['fd00:1::ffff']]);
});

test('a program that does not exist', refused, withProxy(`to: pods, program: squid, listen: ${web}`), [
  '13:56: program must be embedded, haproxy or nginx, not "squid" | What runs on it: embedded, Causeway\'s own; haproxy or nginx, which must be installed; for example program: haproxy',
]);
test(
  'what nginx cannot write',
  refused,
  withProxy('to: pods, program: nginx, listen: { 80: { service: web, proxyProtocol: v2 } }'),
  ['13:108: nginx writes PROXY headers of version 1 only | write proxyProtocol: v1, or program: haproxy'],
);
