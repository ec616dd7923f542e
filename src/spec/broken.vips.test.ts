// VIPs that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

const withVip = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  broken({ 'nodePort: 30080': words, ...changes });

test('a vip outside the network', refused, withVip('vip: 11.0.0.1'), [
  '11:56: vip 11.0.0.1 of service web is outside 10.0.0.0/8 of the network | choose one inside 10.0.0.0/8, or widen that',
]);
test('a vip that a machine has', refused, withVip('vip: 10.240.0.1'), [
  '11:56: vip 10.240.0.1 of service web is already the address of node1 | give each a different address',
]);
test(
  'a vip that another service has',
  refused,
  `${withVip('vip: 10.200.0.1')}      also: { port: 81, endpoints: [], vip: 10.200.0.1 }\n`,
  ['12:45: vip 10.200.0.1 of service also is already the address of service web | give each a different address'],
);
test('a vip among pods', refused, withVip('vip: 10.0.9.9'), [
  '11:56: vip 10.0.9.9 of service web lies in podCidr 10.0.0.0/16 of cluster east | a vip is no address inside a cluster: choose one of the larger network that nothing else uses',
]);
test(
  'a vip among Services',
  refused,
  withVip('vip: 10.9.0.1', { 'podCidr: 10.0.0.0/16': 'podCidr: 10.0.0.0/16\n    serviceCidr: 10.9.0.0/16' }),
  [
    '12:56: vip 10.9.0.1 of service web lies in serviceCidr 10.9.0.0/16 of cluster east | a vip is no address inside a cluster: choose one of the larger network that nothing else uses',
  ],
);
test('a routed vip on a LAN', refused, withVip('vip: 10.240.0.9'), [
  '11:56: vip 10.240.0.9 of service web is routed, but on the LAN 10.240.0.0/24, whose machines would look for it there | choose an address on no LAN, such as 10.200.0.1, or write vipMode: arp',
]);
test('an announced vip on a LAN', refused, withVip('vip: 10.240.0.9, vipMode: bgp'), [
  '11:56: vip 10.240.0.9 of service web is announced by BGP, but on the LAN 10.240.0.0/24, whose machines would look for it there | choose an address on no LAN, such as 10.200.0.1, or write vipMode: arp',
]);
test('a vip by ARP on no LAN', refused, withVip('vip: 10.200.0.1, vipMode: arp'), [
  '11:56: vip 10.200.0.1 of service web is on the LAN of no node that could answer ARP for it | choose one in 10.240.0.0/24, or write vipMode: routed',
]);
test('a vip to elect a node for on no LAN', refused, withVip('vip: 10.200.0.1, vipMode: vrrp'), [
  '11:56: vip 10.200.0.1 of service web is on the LAN of no node that could answer ARP for it | choose one in 10.240.0.0/24, or write vipMode: routed',
]);
test('more vips to elect nodes for than can be told apart', (t) => {
  const service = (_: unknown, at: number): string =>
    `      more-${at}: { port: 80, endpoints: [], vip: 10.240.${at < 200 ? 0 : 1}.${(at % 200) + 20}, vipMode: vrrp }\n`;
  const nodes = { 'address: 10.240.0.2': 'address: 10.240.1.2' };
  const many = (count: number): string =>
    withVip('vip: 10.240.0.9, vipMode: vrrp', nodes) + Array.from({ length: count }, service).join('');
  t.notThrows(() => parseLab(many(254), 'x.yaml'));
  t.throws(() => parseLab(many(255), 'x.yaml'), {
    message:
      /256 IPv4 vips with vipMode vrrp, at most 255 can be told apart\n {2}hint: write vipMode: arp or bgp for the others/,
  });
});
test('a vip by ARP with the address of the core', refused, withVip('vip: 10.240.0.254, vipMode: arp'), [
  '11:56: vip 10.240.0.254 of service web is the gateway of its LAN, which is the core | choose another address of that LAN',
]);
test(
  'a vip by ARP and policy Local on the LAN of a node without an endpoint',
  refused,
  withVip('vip: 10.241.0.9, vipMode: arp, externalTrafficPolicy: Local', {
    '[pod-a, pod-c]': '[pod-a]',
    '10.240.0.2': '10.241.0.2',
  }),
  [
    '11:49: vip 10.241.0.9 of service web is on the LAN of no node that has an endpoint of web | with externalTrafficPolicy Local only nodes with endpoints announce it: choose the LAN of one of them',
  ],
);
test('vipMode without vip', refused, withVip('vipMode: arp'), [
  '11:51: vipMode of service web has no effect without vip | add a vip, such as vip: 10.200.0.1, or remove it',
]);
test('a vip of a family that the pods do not have', refused, withVip('vip: "fd00::9"'), [
  '11:56: vip of web has fd00::9, but the network has no IPv6 | give the cidr of the network both families, such as [10.0.0.0/8, fd00::/16]',
  '11:56: vip of web has fd00::9, but podCidr of cluster east has no IPv6 | remove fd00::9, or add an IPv6 range to podCidr',
]);

const dual = `name: dual
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"] } }
clusters:
  east:
    model: island
    vipMode: arp
    podCidr: [10.0.0.0/16, "fd00:1::/48"]
    nodeCidr: [10.240.0.0/16, "fd00:240::/64"]
    nodes: 2
    services:
      web: { port: 80, endpoints: [], vip: [10.240.0.1, "fd00:240::9"] }
`;

/** One in each family. */
const elections = dual.replace('vipMode: arp', 'vipMode: vrrp').replace('10.240.0.1,', '10.240.0.9,');

test('a vip that no neighbour solicitation is answered for', refused, dual.replace('fd00:240::9', 'fd00:241::9'), [
  '11:57: vip fd00:241::9 of service web is on the LAN of no node that could answer neighbour solicitations for it | choose one in fd00:240::/64, or write vipMode: routed',
]);

test('a vip of IPv6 to elect a node for on no LAN', refused, elections.replace('fd00:240::9', 'fd00:241::9'), [
  '11:57: vip fd00:241::9 of service web is on the LAN of no node that could answer neighbour solicitations for it | choose one in fd00:240::/64, or write vipMode: routed',
]);
test('more vips of IPv6 to elect nodes for than can be told apart', (t) => {
  const service = (_: unknown, at: number): string =>
    `      more-${at}: { port: 80, endpoints: [], vip: "fd00:240::${(at + 0x100).toString(16)}" }\n`;
  const many = (count: number): string => elections + Array.from({ length: count }, service).join('');
  t.notThrows(() => parseLab(many(254), 'x.yaml'));
  t.throws(() => parseLab(many(255), 'x.yaml'), {
    message: /256 IPv6 vips with vipMode vrrp, at most 255 can be told apart/,
  });
});

const vipsOf = (text: string) => parseLab(text, 'x.yaml').clusters[0]?.services.map(({ vip }) => vip);

test('a Service has no vip unless the file gives one, and it is routed unless the file says otherwise', (t) => {
  t.deepEqual(vipsOf(sound), [null]);
  t.deepEqual(vipsOf(withVip('vip: 10.200.0.1')), [{ addresses: ['10.200.0.1'], mode: 'routed' }]);
});

test("the cluster's vipMode is that of its Services, and each may have its own", (t) => {
  const arp = { 'model: island': 'model: island\n    vipMode: arp' };
  t.deepEqual(vipsOf(withVip('vip: 10.240.0.9', arp)), [{ addresses: ['10.240.0.9'], mode: 'arp' }]);
  t.deepEqual(vipsOf(withVip('vip: 10.200.0.1, vipMode: routed', arp)), [
    { addresses: ['10.200.0.1'], mode: 'routed' },
  ]);
});

test('a node whose address is allocated does not get that of a vip', (t) => {
  const lab = parseLab(dual.replace(', "fd00:240::9"', ''), 'x.yaml');
  t.deepEqual(
    lab.clusters[0]?.nodes.map(({ addresses }) => addresses[0]),
    ['10.240.0.2', '10.240.0.3'],
  );
});
