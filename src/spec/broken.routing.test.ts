// Labs that say how a flat network finds pods, where that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

const flat = (changes: Readonly<Record<string, string>> = {}): string =>
  broken({ 'model: island': 'model: flat\n    routing: proxy-arp', ...changes });

test(
  'an island that says how it is routed',
  refused,
  broken({ 'model: island': 'model: island\n    routing: static' }),
  [
    '6:14: routing static contradicts model island of cluster east: the larger network finds only the pods of flat clusters | remove routing, or write model: flat',
  ],
);
test('a routing that does not exist', refused, flat({ 'proxy-arp': 'rip' }), [
  `6:14: routing must be static, proxy-arp or bgp, not "rip" | How a flat network finds pods: static, a route in core to each node's range; proxy-arp, nodes answer ARP for their pods (IPv6: neighbour solicitations); bgp, nodes announce their ranges to core. Default: static; for example routing: bgp`,
]);
test('proxy ARP over two LANs', refused, flat({ '10.240.0.2': '10.241.0.2' }), [
  '6:14: the nodes of cluster east are on 2 LANs, 10.240.0.0/24, 10.241.0.0/24, and routing proxy-arp works on one | give all nodes addresses of one /24 (IPv6: /64), or write routing: static',
]);
test(
  'proxy NDP over two LANs',
  refused,
  flat({
    'cidr: 10.0.0.0/8': 'cidr: [10.0.0.0/8, fd00::/16]',
    'podCidr: 10.0.0.0/16': 'podCidr: [10.0.0.0/16, "fd00:1::/48"]',
    'address: 10.240.0.1, podCidr: 10.0.1.0/24': 'address: [10.240.0.1, "fd00:240::1"]',
    'address: 10.240.0.2, podCidr: 10.0.2.0/24': 'address: [10.240.0.2, "fd00:241::2"]',
  }),
  [
    '6:14: the nodes of cluster east are on 2 LANs, fd00:240::/64, fd00:241::/64, and routing proxy-arp works on one | give all nodes addresses of one /24 (IPv6: /64), or write routing: static',
  ],
);

test(
  'an island that would announce its pods',
  refused,
  broken({ 'model: island': 'model: island\n    routing: bgp' }),
  [
    '6:14: routing bgp contradicts model island of cluster east: the larger network finds only the pods of flat clusters | remove routing, or write model: flat',
  ],
);
const nothingToSay =
  'bgpDaemon of cluster east has no effect: no node of it announces anything by BGP | write routing: bgp in a flat cluster, give a service a vip with vipMode: bgp, or remove it';
test('a daemon for BGP that has nothing to say', refused, flat({ 'proxy-arp': 'static\n    bgpDaemon: frr' }), [
  `7:5: ${nothingToSay}`,
]);
test(
  'a daemon for VIPs of which there are none',
  refused,
  broken({ 'model: island': 'model: island\n    vipMode: bgp\n    bgpDaemon: bird' }),
  [`7:5: ${nothingToSay}`],
);
test('a daemon that does not exist', refused, flat({ 'proxy-arp': 'bgp\n    bgpDaemon: quagga' }), [
  '7:16: bgpDaemon must be bird or frr, not "quagga" | What speaks BGP on the nodes; core runs that of the first cluster with BGP. Default: bird; for example bgpDaemon: frr',
]);

test('BIRD speaks BGP unless the file says otherwise', (t) => {
  const daemon = (text: string) => parseLab(text, 'x.yaml').clusters.map((cluster) => cluster.bgpDaemon);
  t.deepEqual(daemon(flat({ 'proxy-arp': 'bgp' })), ['bird']);
  t.deepEqual(daemon(flat({ 'proxy-arp': 'bgp\n    bgpDaemon: frr' })), ['frr']);
});

test('routing is static unless the file says otherwise', (t) => {
  const routing = (text: string) => parseLab(text, 'x.yaml').clusters.map((cluster) => cluster.routing);
  t.deepEqual(routing(sound), ['static']);
  t.deepEqual(routing(flat({ 'proxy-arp': 'static' })), ['static']);
  t.deepEqual(routing(flat()), ['proxy-arp']);
  t.deepEqual(routing(flat({ 'proxy-arp': 'bgp' })), ['bgp']);
});
