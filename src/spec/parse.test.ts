import { readFile } from 'node:fs/promises';
import test from 'ava';
import { broken, sound } from './broken.ts';
import type { Lab, Service } from './lab.ts';
import { parseLab } from './parse.ts';

const parse = (text: string): Lab => parseLab(text, 'labs/x.yaml');

const service = (name: string, port: number, rest: Partial<Service>): Service => ({
  name,
  cluster: 'east',
  port,
  targetPort: port,
  transports: ['tcp', 'udp'],
  endpoints: [],
  clusterAddresses: [],
  nodePort: null,
  vip: null,
  externalTrafficPolicy: 'Cluster',
  affinitySeconds: null,
  ...rest,
});

const pod = (name: string, node: string, ...addresses: string[]) => ({ name, cluster: 'east', node, addresses });

test('the island lab, every default and address written out', async (t) => {
  const text = await readFile(new URL('../../labs/05-island.yaml', import.meta.url), 'utf8');
  const expected: Lab = {
    name: 'island',
    profile: 'textbook',
    network: {
      router: 'core',
      cidrs: ['10.0.0.0/8'],
      lans: [
        { name: 'lan1', family: 4, cidr: '10.128.1.0/24', gateway: '10.128.1.254', mtu: 1500 },
        { name: 'lan2', family: 4, cidr: '10.240.0.0/24', gateway: '10.240.0.254', mtu: 1500 },
      ],
    },
    hosts: [{ name: 'other', addresses: ['10.128.1.1'] }],
    clusters: [
      {
        name: 'east',
        model: 'island',
        custom: null,
        archipelago: null,
        own: null,
        dataplane: 'routed',
        routing: 'static',
        bgpDaemon: 'bird',
        masqueradeExceptions: [],
        egressProxies: [],
        ipam: 'node-range',
        ipv6: null,
        underlay: 4,
        masqueradePorts: null,
        egressGateway: null,
        ingresses: [],
        proxies: [],
        insiders: [],
        podCidrs: ['10.0.0.0/16'],
        serviceCidrs: ['172.30.0.0/16'],
        egress: 'masquerade',
        nodes: [
          {
            name: 'node1',
            cluster: 'east',
            addresses: ['10.240.0.1'],
            podCidrs: ['10.0.1.0/24'],
            podGateways: ['10.0.1.254'],
            pods: [pod('pod-a', 'node1', '10.0.1.1'), pod('pod-b', 'node1', '10.0.1.2')],
          },
          {
            name: 'node2',
            cluster: 'east',
            addresses: ['10.240.0.2'],
            podCidrs: ['10.0.2.0/24'],
            podGateways: ['10.0.2.254'],
            pods: [pod('pod-c', 'node2', '10.0.2.1'), pod('pod-d', 'node2', '10.0.2.2')],
          },
        ],
        services: [
          service('web', 80, { endpoints: ['pod-a', 'pod-c'], clusterAddresses: ['172.30.0.1'], nodePort: 30080 }),
          service('local', 81, {
            endpoints: ['pod-b'],
            clusterAddresses: ['172.30.0.2'],
            nodePort: 30081,
            externalTrafficPolicy: 'Local',
            affinitySeconds: null,
          }),
          service('nobody', 82, { clusterAddresses: ['172.30.0.3'], nodePort: 30082 }),
        ],
      },
    ],
  };
  t.deepEqual(parse(text), expected);
});

const short = (cluster: string, cidr = '10.0.0.0/8'): Lab =>
  parse(`name: x\nnetwork: { cidr: ${cidr} }\nclusters: { east: { ${cluster} } }\n`);

test('the short form numbers nodes and pods and gives them addresses in order', (t) => {
  const [east] = short('model: island, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2').clusters;
  t.deepEqual(east?.nodes, [
    {
      name: 'node1',
      cluster: 'east',
      addresses: ['10.240.0.1'],
      podCidrs: ['10.0.1.0/24'],
      podGateways: ['10.0.1.254'],
      pods: [pod('pod-1-1', 'node1', '10.0.1.1'), pod('pod-1-2', 'node1', '10.0.1.2')],
    },
    {
      name: 'node2',
      cluster: 'east',
      addresses: ['10.240.0.2'],
      podCidrs: ['10.0.2.0/24'],
      podGateways: ['10.0.2.254'],
      pods: [pod('pod-2-1', 'node2', '10.0.2.1'), pod('pod-2-2', 'node2', '10.0.2.2')],
    },
  ]);
});

test('node addresses pass over the edges of a LAN and the core', (t) => {
  const [east] = short('model: island, podCidr: 10.0.0.0/15, nodes: 260').clusters;
  t.is(east?.nodes[252]?.addresses[0], '10.240.0.253');
  t.is(east?.nodes[253]?.addresses[0], '10.240.1.1');
  t.is(east?.nodes[259]?.podCidrs[0], '10.1.4.0/24');
});

test('pod ranges left out are the free ones, around those given', (t) => {
  const lab = parse(broken({ 'podCidr: 10.0.1.0/24, ': '', '10.0.2.0/24': '10.0.1.0/24' }));
  t.deepEqual(
    lab.clusters[0]?.nodes.map(({ podCidrs }) => podCidrs),
    [['10.0.2.0/24'], ['10.0.1.0/24']],
  );
});

test('pods may be a number, or have addresses of their own', (t) => {
  const text = broken({
    '[pod-a, pod-b]': '3',
    '[pod-c, pod-d]': '{ pod-c: 10.0.2.77 }',
    '[pod-a, pod-c]': '[pod-1-3]',
  });
  const nodes = parse(text).clusters[0]?.nodes;
  t.deepEqual(nodes?.[0]?.pods[2], pod('pod-1-3', 'node1', '10.0.1.3'));
  t.deepEqual(nodes?.[1]?.pods, [pod('pod-c', 'node2', '10.0.2.77')]);
});

test('several clusters: generated names carry the cluster, addresses go on, islands reuse pod ranges', (t) => {
  const its = '{ model: island, podCidr: 10.0.0.0/16, nodes: 1 }';
  const lab = parse(`name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters: { east: ${its}, west: ${its} }\n`);
  t.deepEqual(
    lab.clusters.flatMap(({ nodes }) =>
      nodes.map(({ name, addresses, pods }) => [name, addresses, pods[0]?.name, pods[0]?.addresses]),
    ),
    [
      ['east-node1', ['10.240.0.1'], 'east-pod-1-1', ['10.0.1.1']],
      ['west-node1', ['10.240.0.2'], 'west-pod-1-1', ['10.0.1.1']],
    ],
  );
});

test('a flat cluster does not masquerade', (t) => {
  t.is(short('model: flat, podCidr: 10.0.0.0/16, nodes: 1').clusters[0]?.egress, 'none');
});

test('dual stack: both families everywhere, IPv4 first, a LAN for each', (t) => {
  const lab = short(
    `model: island, podCidr: [fd00:1::/48, 10.0.0.0/16], nodes: 1, nodeCidr: [10.240.0.0/16, fd00:240::/64],
    services: { web: { port: 80, endpoints: [pod-1-1] } }`,
    '[10.0.0.0/8, fd00::/16]',
  );
  t.deepEqual(lab.network.lans, [
    { name: 'lan1', family: 4, cidr: '10.240.0.0/24', gateway: '10.240.0.254', mtu: 1500 },
    { name: 'lan2', family: 6, cidr: 'fd00:240::/64', gateway: 'fd00:240::ffff', mtu: 1500 },
  ]);
  const [node] = lab.clusters[0]?.nodes ?? [];
  t.deepEqual(node?.addresses, ['10.240.0.1', 'fd00:240::1']);
  t.deepEqual(node?.podCidrs, ['10.0.1.0/24', 'fd00:1:0:1::/64']);
  t.deepEqual(node?.podGateways, ['10.0.1.254', 'fd00:1:0:1::ffff']);
  t.deepEqual(node?.pods[0]?.addresses, ['10.0.1.1', 'fd00:1:0:1::1']);
  t.deepEqual(lab.clusters[0]?.services[0]?.clusterAddresses, ['172.30.0.1', 'fd30::1']);
});

test('IPv6 alone', (t) => {
  const lab = short('model: island, podCidr: FD00:1:0::/48, nodes: 1, nodeCidr: fd00:240::/64', 'fd00::/16');
  t.deepEqual(lab.clusters[0]?.podCidrs, ['fd00:1::/48']);
  t.deepEqual(lab.clusters[0]?.serviceCidrs, ['fd30::/112']);
  t.deepEqual(lab.clusters[0]?.nodes[0]?.addresses, ['fd00:240::1']);
});

test('a VIP may be given, and the others go around it', (t) => {
  const text = broken({ 'port: 80': 'port: 80, targetPort: 8080, clusterAddress: 172.30.0.1' });
  const services = parse(`${text}      also: { port: 81, endpoints: [] }\n`).clusters[0]?.services;
  t.deepEqual(
    services?.map(({ clusterAddresses, targetPort }) => [clusterAddresses, targetPort]),
    [
      [['172.30.0.1'], 8080],
      [['172.30.0.2'], 81],
    ],
  );
});

test('one nodePort may serve TCP for one Service and UDP for another', (t) => {
  const also = '      also: { port: 81, endpoints: [], nodePort: 30080, transports: [udp] }\n';
  t.is(parse(sound + also).clusters[0]?.services[1]?.nodePort, 30080);
});

test('an alias may stand for what was written before', (t) => {
  const lab = parse(
    broken({
      'podCidr: 10.0.0.0/16': 'podCidr: &pods 10.0.0.0/16',
      'services:\n': 'serviceCidr: 172.16.0.0/16\n    services:\n',
      '[pod-a, pod-c]': '&some [pod-a]',
    }) + '      also: { port: 81, endpoints: *some }\n',
  );
  t.deepEqual(lab.clusters[0]?.services[1]?.endpoints, ['pod-a']);
  t.deepEqual(lab.clusters[0]?.services[1]?.clusterAddresses, ['172.16.0.2']);
});
