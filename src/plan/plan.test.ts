import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { flatLab, islandLab, proxyArpLab } from './fixture.ts';
import { planOf } from './plan.ts';
import type { Step, StepOf } from './step.ts';

const stepsOf = <Do extends Step['do']>(lab: Lab, what: Do, netns?: string): readonly StepOf<Do>[] =>
  planOf(lab).steps.filter(
    (step): step is StepOf<Do> => step.do === what && (netns === undefined || step.netns === netns),
  );

const routesOf = (lab: Lab, netns: string): readonly string[] =>
  stepsOf(lab, 'route.add', netns).map(({ to, type, via, link, source, onlink }) =>
    [type, to, via && `via ${via}`, link && `dev ${link}`, source && `src ${source}`, onlink && 'onlink']
      .filter(Boolean)
      .join(' '),
  );

const addressesOf = (lab: Lab, netns: string): readonly string[] =>
  stepsOf(lab, 'address.add', netns).map(({ address, link }) => `${address} on ${link}`);

test('namespaces come first, then kernel settings, then links, and rules last', (t) => {
  const order = planOf(islandLab()).steps.map((step) => step.do);
  t.is(order.lastIndexOf('netns.add') + 1, order.indexOf('sysctl.set'));
  t.is(order.lastIndexOf('sysctl.set') + 1, order.indexOf('link.up'));
  t.deepEqual(order.slice(order.indexOf('nft.load')), ['nft.load', 'nft.load']);
});

test('forwarding is set before whatever it resets', (t) => {
  for (const { name } of planOf(islandLab()).machines.filter(({ kind }) => kind !== 'switch'))
    t.is(stepsOf(islandLab(), 'sysctl.set', name)[0]?.key, 'net.ipv4.ip_forward');
});

test('only the router and the nodes forward', (t) => {
  const forwarding = stepsOf(islandLab('dual'), 'sysctl.set').filter(
    ({ key, value }) => /forward/.test(key) && value === '1',
  );
  t.deepEqual([...new Set(forwarding.map(({ netns }) => netns))], ['core', 'node1', 'node2']);
});

test('IPv6 is off where the lab has none, and only there', (t) => {
  const off = (lab: Lab): readonly string[] =>
    stepsOf(lab, 'sysctl.set')
      .filter(({ key }) => key === 'net.ipv6.conf.all.disable_ipv6')
      .map(({ netns }) => netns);
  t.is(off(islandLab()).length, planOf(islandLab()).machines.length);
  t.deepEqual(off(islandLab('dual')), ['net-east']);
});

test('island: the larger network has no route but its own LANs', (t) => {
  t.deepEqual(routesOf(islandLab(), 'core'), []);
  t.deepEqual(addressesOf(islandLab(), 'core'), ['10.128.1.254/24 on lan1', '10.240.0.254/24 on lan2']);
});

test('island: a node stands with one leg in each network', (t) => {
  t.deepEqual(addressesOf(islandLab(), 'node1'), ['10.240.0.1/24 on eth0', '10.0.1.254/32 on eth1']);
  t.deepEqual(routesOf(islandLab(), 'node1'), [
    'default via 10.240.0.254 dev eth0',
    'unreachable 10.0.0.0/16',
    '10.0.2.0/24 via 10.0.2.254 dev eth1 onlink',
    '10.0.1.1/32 dev pod-a src 10.0.1.254',
    '10.0.1.2/32 dev pod-b src 10.0.1.254',
  ]);
});

test("island: the cluster's own network is a switch without an address", (t) => {
  t.deepEqual(
    planOf(islandLab()).machines.find(({ kind }) => kind === 'switch'),
    {
      name: 'net-east',
      kind: 'switch',
      cluster: 'east',
      node: null,
      addresses: [],
    },
  );
  t.deepEqual(addressesOf(islandLab(), 'net-east'), []);
});

test('flat: the larger network knows every pod range, and there is no other network', (t) => {
  t.deepEqual(routesOf(flatLab(), 'core'), ['10.0.1.0/24 via 10.240.0.1', '10.0.2.0/24 via 10.240.0.2']);
  t.deepEqual(
    planOf(flatLab()).machines.filter(({ kind }) => kind === 'switch'),
    [],
  );
  t.deepEqual(addressesOf(flatLab(), 'node1'), ['10.240.0.1/24 on eth0', '10.0.1.254/32 on lo']);
});

test('flat: nodes on one LAN know each other, nodes on two leave it to core', (t) => {
  t.true(routesOf(flatLab(), 'node1').includes('10.0.2.0/24 via 10.240.0.2 dev eth0'));
  const lab = flatLab();
  const apart = {
    ...lab,
    network: {
      ...lab.network,
      lans: [
        ...lab.network.lans,
        { name: 'lan3', family: 4 as const, cidr: '10.241.0.0/24', gateway: '10.241.0.254', mtu: 1500 },
      ],
    },
    clusters: lab.clusters.map((cluster) => ({
      ...cluster,
      nodes: cluster.nodes.map((node) => (node.name === 'node2' ? { ...node, addresses: ['10.241.0.2'] } : node)),
    })),
  };
  t.deepEqual(
    routesOf(apart, 'node1').filter((route) => route.startsWith('10.0.2.')),
    [],
  );
  t.true(routesOf(apart, 'core').includes('10.0.2.0/24 via 10.241.0.2'));
});

test("flat by proxy ARP: core knows that the pods are on the nodes' LAN, and not which node has which", (t) => {
  t.deepEqual(routesOf(proxyArpLab(), 'core'), ['10.0.0.0/16 dev lan2']);
  t.deepEqual(
    routesOf(proxyArpLab(), 'node1').filter((route) => !route.includes('10.0.1.')),
    ['default via 10.240.0.254 dev eth0', '10.0.0.0/16 dev eth0'],
  );
});

test('flat by proxy ARP: nodes answer on their LAN alone, and do not wait', (t) => {
  const proxies = (lab: Lab): readonly string[] =>
    stepsOf(lab, 'sysctl.set')
      .filter(({ key }) => key.includes('proxy'))
      .map(({ netns, key, value }) => `${netns} ${key}=${value}`);
  t.deepEqual(
    proxies(proxyArpLab()),
    ['node1', 'node2'].flatMap((node) => [
      `${node} net.ipv4.conf.eth0.proxy_arp=1`,
      `${node} net.ipv4.neigh.eth0.proxy_delay=0`,
    ]),
  );
  t.deepEqual(proxies(flatLab()), []);
});

test('a pod knows its gateway, its node knows the pod, and nobody has to ask', (t) => {
  t.deepEqual(routesOf(islandLab(), 'pod-a'), ['10.0.1.254/32 dev eth0', 'default via 10.0.1.254 dev eth0']);
  const known = stepsOf(islandLab(), 'neighbour.add').filter(
    ({ link, netns }) => netns === 'pod-a' || link === 'pod-a',
  );
  t.deepEqual(
    known.map(({ netns, address, mac }) => [netns, address, mac]),
    [
      ['pod-a', '10.0.1.254', '0a:58:0a:00:01:fe'],
      ['node1', '10.0.1.1', '0a:58:0a:00:01:01'],
    ],
  );
});

test('dual stack: both LANs of a machine lie on the bridge that its one leg is plugged into', (t) => {
  const lab = islandLab('dual');
  t.deepEqual(
    stepsOf(lab, 'link.bridge', 'core').map(({ name }) => name),
    ['lan1', 'lan3'],
  );
  t.deepEqual(
    stepsOf(lab, 'link.master', 'core').map(({ link, master }) => `${link} ${master}`),
    ['other lan1', 'node1 lan3', 'node2 lan3'],
  );
  t.deepEqual(
    addressesOf(lab, 'core').filter((text) => text.endsWith('lan3')),
    ['10.240.0.254/24 on lan3', 'fd00:f0::ffff/64 on lan3'],
  );
});

test('strict: nodes keep quiet about addresses of other links; textbook nodes do not', (t) => {
  const quiet = (lab: Lab): readonly string[] =>
    stepsOf(lab, 'sysctl.set', 'node1')
      .filter(({ key }) => key.includes('eth0'))
      .map(({ key, value }) => `${key}=${value}`);
  t.deepEqual(quiet(islandLab()), []);
  t.deepEqual(quiet({ ...islandLab(), profile: 'strict' }), [
    'net.ipv4.conf.eth0.arp_ignore=1',
    'net.ipv4.conf.eth0.arp_announce=2',
  ]);
});

test('every address of a machine is one that the lab gives it', (t) => {
  const lab = islandLab('dual');
  for (const { name, addresses } of planOf(lab).machines)
    t.deepEqual(
      addressesOf(lab, name)
        .map((text) => text.replace(/\/.*/, ''))
        .toSorted(),
      [...addresses].toSorted(),
      name,
    );
});
