// Insiders that nobody could live with.

import test from 'ava';
import { refused } from './broken.ts';
import { parseLab } from './parse.ts';

/** The first line is that of the hosts; `more` goes into both clusters. */
const lab = (hosts: string, more = ''): string => `archipelagos: { north: { hosts: { ${hosts} } } }
name: x
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  a: { model: archipelago, archipelago: north${more}, podCidr: 10.0.0.0/16, nodes: { a1: { address: 10.240.0.1 } } }
  b: { model: archipelago, archipelago: north${more}, podCidr: 10.1.0.0/16, nodes: { b1: { address: 10.240.0.2 } } }
  f: { model: flat, podCidr: 10.2.0.0/16, nodes: { f1: { address: 10.240.0.3 } } }
`;

test('an archipelago that no cluster is of', refused, lab('db: 10.4.0.1').replace('north: {', 'nort: {'), [
  '1:17: no cluster is of archipelago "nort" | did you mean north?',
]);
test(
  'archipelagos where there is none',
  refused,
  lab('db: 10.4.0.1').replaceAll('model: archipelago, archipelago: north', 'model: island'),
  ['1:17: no cluster is of archipelago "north" | this lab has none; clusters say archipelago: "north"'],
);
test('an address of a pod range, of either cluster', refused, lab('db: 10.0.7.7, vault: 10.1.7.7'), [
  '1:39: address 10.0.7.7 of db lies in podCidr of cluster a | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
  '1:56: address 10.1.7.7 of vault lies in podCidr of cluster b | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
]);
test('an address that a flat cluster has', refused, lab('db: 10.2.7.7'), [
  '1:39: address 10.2.7.7 of db lies in podCidr of cluster f | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
]);
test('an address of a Service, and one on a LAN', refused, lab('db: 172.30.0.1, vault: 10.240.0.77'), [
  '1:39: address 172.30.0.1 of db lies in serviceCidr of cluster a | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
  '1:58: address 10.240.0.77 of vault is on 10.240.0.0/24, a LAN of the larger network | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
]);
test(
  'the address of a vip',
  refused,
  lab('db: 10.200.0.1').replace(
    'podCidr: 10.2',
    'services: { web: { port: 80, endpoints: [], vip: 10.200.0.1 } }, podCidr: 10.2',
  ),
  [
    '1:39: address 10.200.0.1 of db is the vip of service web already | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
  ],
);
test('an address twice', refused, lab('db: 10.4.0.1, vault: 10.4.0.1'), [
  '1:56: address 10.4.0.1 of vault is already that of db | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
]);
test('an address that is none, and one of another family', refused, lab('db: db, vault: "fd00:4::1"'), [
  '1:39: "db" is not an address | write an address like 10.240.0.1 or fd00:240::1',
  '1:50: address fd00:4::1 of vault is IPv6, which the pods of its archipelago have not | choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
]);
test(
  'an exit that is no node of it',
  refused,
  lab('db: { address: 10.4.0.1, exit: a2 }, vault: { address: 10.4.0.2, exit: f1 }'),
  [
    '1:66: exit "a2" of db is not a node of its archipelago | did you mean a1?',
    '1:106: exit "f1" of vault is not a node of its archipelago | did you mean a1?',
  ],
);
test('an underlay without an overlay', refused, lab('db: { address: 10.4.0.1, underlay: 10.241.0.1 }'), [
  '1:60: underlay of db: its archipelago has cables of its own | remove underlay, or write dataplane: vxlan in the clusters',
]);
test(
  'an overlay without an underlay, and with an exit',
  refused,
  lab('db: { address: 10.4.0.1, exit: a1 }', ', dataplane: vxlan'),
  [
    '1:35: db has no underlay, and the pods of its archipelago are in an overlay | write underlay: 10.240.0.9, an address of its own on the larger network',
    '1:60: exit of db: it stands on the larger network itself, and leaves by its own leg | remove exit',
  ],
);
test(
  'an underlay that somebody has',
  refused,
  lab('db: { address: 10.4.0.1, underlay: 10.240.0.1 }', ', dataplane: vxlan'),
  ['1:70: address 10.240.0.1 of db is already the address of a1 | give each a different address'],
);
test(
  'an underlay outside the network',
  refused,
  lab('db: { address: 10.4.0.1, underlay: 192.168.0.1 }', ', dataplane: vxlan'),
  [
    '1:70: address 192.168.0.1 of db is outside 10.0.0.0/8 of the network | choose one inside 10.0.0.0/8, or widen that',
  ],
);
test(
  'a name that somebody has, and one that is too long',
  refused,
  lab('other: 10.4.0.1, a-very-long-database: 10.4.0.2'),
  [
    '1:35: name "other" is used twice: it is already a host | hosts, nodes, proxies and pods of a lab share one space of names: rename one',
    '1:52: name "a-very-long-database" has 20 characters, at most 15 are possible | it becomes the name of an interface, which Linux limits to 15 bytes',
  ],
);
test('an unknown key', refused, lab('db: { address: 10.4.0.1, exits: a1 }'), [
  '1:60: unknown key "exits" | did you mean exit?',
]);

test('insiders are told of the first cluster of their archipelago, and other archipelagos may have their addresses', (t) => {
  const { clusters } = parseLab(
    lab('db: { address: 10.4.0.1, exit: b1 }')
      .replace('{ north', '{ south: { hosts: { db2: 10.4.0.1 } }, north')
      .concat(
        '  s: { model: archipelago, archipelago: south, podCidr: 10.0.0.0/16, nodes: { s1: { address: 10.240.0.4 } } }\n',
      ),
    'x.yaml',
  );
  t.deepEqual(
    clusters.map(({ insiders }) => insiders),
    [
      [{ name: 'db', archipelago: 'north', addresses: ['10.4.0.1'], underlay: [], exit: 'b1' }],
      [],
      [],
      [{ name: 'db2', archipelago: 'south', addresses: ['10.4.0.1'], underlay: [], exit: null }],
    ],
  );
});

test('an archipelago may be named without a host', (t) => {
  const { clusters } = parseLab(lab('').replace('{ hosts: {  } }', '{}'), 'x.yaml');
  t.deepEqual(
    clusters.flatMap(({ insiders }) => insiders),
    [],
  );
});
