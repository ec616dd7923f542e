// Sizes of packets that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

const withHosts = (hosts: string): string => broken({ '{ other: 10.128.1.1 }': `{ ${hosts} }` });

test('less than every host takes', refused, withHosts('far: { address: 10.129.1.1, mtu: 500 }'), [
  '2:72: mtu 500 of far must be between 576 and 1500 | every host takes 576 bytes (RFC 791): write at least 576',
]);
test('more than Ethernet carries', refused, withHosts('far: { address: 10.129.1.1, mtu: 9000 }'), [
  '2:72: mtu 9000 of far must be between 576 and 1500 | Ethernet carries no more than 1500 bytes: write less, or leave it out',
]);
test('less than IPv6 asks for', (t) => {
  const error = t.throws(() =>
    parseLab(
      broken({
        'cidr: 10.0.0.0/8': 'cidr: [10.0.0.0/8, "fd00::/16"]',
        '{ other: 10.128.1.1 }': '{ far: { address: "fd00:129::1", mtu: 1000 } }',
      }),
      'x.yaml',
    ),
  );
  t.true(error?.message.includes('mtu 1000 of far must be between 1280 and 1500'), error?.message);
});
test('two sizes on one LAN', refused, withHosts('other: 10.128.1.1, far: { address: 10.128.1.2, mtu: 1300 }'), [
  '2:91: far and other are both on the LAN 10.128.1.0/24, where packets have one size for all, and not 1300 for one and 1500 for the other | give far an address of another LAN, such as one of another /24',
]);
test('a node on a narrow LAN', refused, withHosts('far: { address: 10.240.0.9, mtu: 1300 }'), [
  '2:72: far and node1 are both on the LAN 10.240.0.0/24, where packets have one size for all, and not 1300 for one and 1500 for the other | give far an address of another LAN, such as one of another /24',
]);
test('a size that is none', refused, withHosts('far: { address: 10.129.1.1, mtu: small }'), [
  '2:72: mtu must be a whole number, not "small" | The largest packet that gets to it and from it, which it does not tell whom it talks to. Default: 1500; for example mtu: 1300',
]);
test('no address', refused, withHosts('far: { mtu: 1300 }'), [
  '2:39: missing key "address" | Machines that belong to no cluster, with their addresses; for example hosts: { other: 10.128.1.1 }',
]);

test('one size for all on a LAN of their own, and in both ways of writing', (t) => {
  const { network, hosts } = parseLab(
    withHosts(
      'far: { address: 10.129.1.1, mtu: 1300 }, near: { address: 10.129.1.2, mtu: 1300 }, other: { address: 10.128.1.1 }',
    ),
    'x.yaml',
  );
  t.deepEqual(
    network.lans.map(({ cidr, mtu }) => `${cidr} ${mtu}`),
    ['10.129.1.0/24 1300', '10.128.1.0/24 1500', '10.240.0.0/24 1500'],
  );
  t.deepEqual(
    hosts.map(({ name, addresses }) => `${name} ${addresses.join(' ')}`),
    ['far 10.129.1.1', 'near 10.129.1.2', 'other 10.128.1.1'],
  );
});
