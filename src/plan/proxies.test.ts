import test from 'ava';
import type { Cluster, Lab } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';
import { flatLab, islandLab, overlayLab } from './fixture.ts';
import { planOf } from './plan.ts';
import { proxiesOf } from './proxies.ts';
import { commandOf } from './shell.ts';

const front: ProxyGateway = {
  name: 'front',
  cluster: 'east',
  addresses: ['10.128.1.9', 'fd00:80::9'],
  to: 'pods',
  program: 'embedded',
  legs: [],
  entrances: [
    {
      port: 80,
      layer: 7,
      hosts: [
        { hostname: 'web.test', service: 'web' },
        { hostname: 'nobody.test', service: 'nobody' },
      ],
    },
    { port: 25, layer: 4, service: 'local', proxyProtocol: 'v2' },
  ],
};

const withProxy = (lab: Lab, proxy: Partial<ProxyGateway>, cluster: Partial<Cluster> = {}): Lab => ({
  ...lab,
  clusters: lab.clusters.map((one) => ({ ...one, ...cluster, proxies: [{ ...front, ...proxy }] })),
});

/** `80/http web.test 10.0.1.1:8000` */
const running = (lab: Lab): readonly string[] =>
  proxiesOf(lab).flatMap(({ machine, listen, ...proxy }) => {
    const here = `${machine} ${listen.address} ${listen.port}`;
    const ends = (to: readonly { readonly address: string; readonly port: number }[]): string =>
      to.map(({ address, port }) => `${address} ${port}`).join(', ');
    return proxy.kind === 'tcp'
      ? [`${here} tcp ${proxy.proxyProtocol}: ${ends(proxy.to)}`]
      : proxy.routes.map(({ hostname, to }) => `${here} ${hostname}: ${ends(to)}`);
  });

const only = (lab: Lab, ...words: readonly string[]): readonly string[] =>
  planOf(lab)
    .steps.map((step) => commandOf(step).replaceAll('\n', ' '))
    .filter((command) => words.every((word) => command.includes(word)));

test('a proxy to pods has their addresses and target ports, in the family that it was entered in', (t) => {
  t.deepEqual(running(withProxy(islandLab('dual'), { legs: ['10.0.9.9', 'fd00::9'] })), [
    'front 10.128.1.9 80 web.test: 10.0.1.1 8000, 10.0.2.1 8000',
    'front 10.128.1.9 80 nobody.test: ',
    'front fd00:80::9 80 web.test: fd00:0:0:1::1 8000, fd00:0:0:2::1 8000',
    'front fd00:80::9 80 nobody.test: ',
    'front 10.128.1.9 25 tcp v2: 10.0.1.2 8001',
    'front fd00:80::9 25 tcp v2: fd00:0:0:1::2 8001',
  ]);
});

test('where the pods have one family, so have the connections of the proxy', (t) => {
  const four = running(withProxy(islandLab('ipv4'), { legs: ['10.0.9.9'] }));
  t.true(four.includes('front fd00:80::9 80 web.test: 10.0.1.1 8000, 10.0.2.1 8000'));
  const six = running(withProxy(flatLab('ipv6'), {}));
  t.true(six.includes('front 10.128.1.9 80 web.test: fd00:0:0:1::1 8000, fd00:0:0:2::1 8000'));
  t.deepEqual(running(withProxy(flatLab('ipv6'), { addresses: ['10.128.1.9'] })), [
    'front 10.128.1.9 80 web.test: ',
    'front 10.128.1.9 80 nobody.test: ',
    'front 10.128.1.9 25 tcp v2: ',
  ]);
});

test('a proxy to NodePorts enters by every node, and with policy Local by those that have an endpoint', (t) => {
  t.deepEqual(running(withProxy(islandLab(), { to: 'nodePort', addresses: ['10.128.1.9'] })), [
    'front 10.128.1.9 80 web.test: 10.240.0.1 30080, 10.240.0.2 30080',
    'front 10.128.1.9 80 nobody.test: 10.240.0.1 30082, 10.240.0.2 30082',
    'front 10.128.1.9 25 tcp v2: 10.240.0.1 30081',
  ]);
});

test('on an island a proxy to pods has a leg, and both sides know the way', (t) => {
  const lab = withProxy(islandLab(), { legs: ['10.0.9.9'], addresses: ['10.128.1.9'] });
  t.deepEqual(only(lab, '-n front route'), [
    'ip -n front route add default via 10.128.1.254 dev eth0',
    'ip -n front route add 10.0.1.0/24 via 10.0.1.254 dev eth1 onlink',
    'ip -n front route add 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink',
    'ip -n front route add unreachable 10.0.0.0/16',
  ]);
  t.deepEqual(only(lab, '10.0.9.9/32', 'route'), [
    'ip -n node1 route add 10.0.9.9/32 dev eth1',
    'ip -n node2 route add 10.0.9.9/32 dev eth1',
  ]);
  t.deepEqual(only(lab, 'master', 'net-east', 'front'), ['ip -n net-east link set front master br0']);
});

test('in an overlay it is an end of the tunnels, for every node and in the eyes of every node', (t) => {
  const lab = withProxy(overlayLab(), { legs: ['10.0.9.9'], addresses: ['10.128.1.9'] });
  t.deepEqual(only(lab, '-n front', 'fdb').length, 2);
  t.deepEqual(only(lab, 'fdb', 'dst 10.128.1.9').length, 2);
  t.deepEqual(only(lab, '-n node1', '10.0.9.9/32'), [
    'ip -n node1 route add 10.0.9.9/32 via 10.0.9.9 dev vxlan0 onlink',
  ]);
  t.deepEqual(only(lab, '-n front', 'type vxlan').length, 1);
});

test('strict: the overlay hears the proxy, and the proxy keeps its leg to itself', (t) => {
  const lab = withProxy(overlayLab(), { legs: ['10.0.9.9'], addresses: ['10.128.1.9'] });
  const strict: Lab = { ...lab, profile: 'strict' };
  t.true(only(strict, 'node1 nft', 'udp dport 4789 ip saddr != { 10.240.0.2, 10.128.1.9 } drop').length === 1);
  t.deepEqual(only(strict, 'front', 'arp_ignore=1').length, 1);
  t.deepEqual(only(lab, 'front', 'arp_ignore=1').length, 0);
});

test('a proxy that enters by the nodes, and one in a flat network, have one leg', (t) => {
  for (const lab of [withProxy(islandLab(), { to: 'nodePort' }), withProxy(flatLab(), {})])
    t.deepEqual(only(lab, 'front', 'eth1'), []);
});
