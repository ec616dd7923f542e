import test from 'ava';
import type { Cluster, Lab } from '../spec/lab.ts';
import { flatLab, islandLab, overlayLab } from './fixture.ts';
import { planOf } from './plan.ts';

const rulesetOf = (lab: Lab, node: string): string =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === node ? step.ruleset : []))
    .join('');

/** Lines of a chain of one table, comments left out. */
const chainOf = (lab: Lab, node: string, name: string, header: 'ip' | 'ip6' = 'ip'): readonly string[] => {
  const table =
    rulesetOf(lab, node)
      .split(/^(?=table )/m)
      .find((text) => text.startsWith(`table ${header} `)) ?? '';
  const chain = table.split(/^\tchain /m).find((text) => text.startsWith(`${name} {`)) ?? '';
  return chain
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '}' && !line.startsWith('#'));
};

const withCluster = (lab: Lab, more: Partial<Cluster>): Lab => ({
  ...lab,
  clusters: lab.clusters.map((one) => ({ ...one, ...more })),
});

const masquerade = 'ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0" masquerade';

test('island: pods leave masqueraded, to anybody but pods', (t) => {
  t.true(chainOf(islandLab(), 'node1', 'postrouting').includes(masquerade));
  t.true(
    chainOf(islandLab('dual'), 'node1', 'postrouting', 'ip6').includes(
      'ip6 saddr fd00:0:0:1::/64 ip6 daddr != fd00::/48 oifname "eth0" masquerade',
    ),
  );
});

test('flat: nobody is masqueraded on the way out', (t) => {
  t.notRegex(rulesetOf(flatLab(), 'node1'), /oifname/);
});

test('island without egress: only nodes of the cluster can be reached', (t) => {
  const lab = withCluster(islandLab('dual'), { egress: 'none' });
  t.false(rulesetOf(lab, 'node1').includes(masquerade));
  t.is(
    chainOf(lab, 'node1', 'forward').at(-1),
    'ip saddr 10.0.1.0/24 oifname "eth0" ip daddr != { 10.240.0.1, 10.240.0.2 } ct state != { established, related } reject with icmp admin-prohibited',
  );
  t.regex(chainOf(lab, 'node1', 'forward', 'ip6').at(-1) ?? '', /reject with icmpv6 admin-prohibited$/);
});

test('NodePort with policy Cluster: every node translates, and marks what must come back', (t) => {
  for (const node of ['node1', 'node2'])
    t.deepEqual(chainOf(islandLab(), node, 'node-port-web'), ['meta mark set 0x1', 'goto service-web']);
  t.deepEqual(chainOf(islandLab(), 'node2', 'service-web'), [
    'meta l4proto { tcp, udp } dnat to numgen random mod 2 map { 0 : 10.0.1.1, 1 : 10.0.2.1 }:8000',
  ]);
});

test('NodePort with policy Local: the node with the endpoint translates and keeps the source', (t) => {
  const rules = chainOf(islandLab(), 'node1', 'node-port-local');
  t.is(rules.at(-1), 'meta l4proto { tcp, udp } dnat to 10.0.1.2:8001');
  t.false(chainOf(islandLab(), 'node1', 'input').some((rule) => rule.includes('30081')));
});

test('NodePort with policy Local: the node without an endpoint serves insiders alone and drops the rest', (t) => {
  t.deepEqual(chainOf(islandLab(), 'node2', 'node-port-local'), [
    'ip saddr 10.0.2.0/24 goto service-local',
    'ip saddr 10.0.0.0/16 meta mark set 0x1 goto service-local',
    'fib saddr type local meta mark set 0x1 goto service-local',
  ]);
  t.true(chainOf(islandLab(), 'node2', 'input').includes('tcp . 30081 : drop,'));
});

test('a NodePort that nobody serves is refused on every node', (t) => {
  for (const node of ['node1', 'node2'])
    t.true(chainOf(islandLab(), node, 'input').includes('udp . 30082 : goto refuse,'));
  t.false(rulesetOf(islandLab(), 'node1').includes('service-nobody'));
  t.deepEqual(chainOf(islandLab(), 'node1', 'refuse'), ['meta l4proto tcp reject with tcp reset', 'reject']);
});

test("a NodePort is a port of the node's main address, and of no other", (t) => {
  t.is(chainOf(islandLab(), 'node1', 'node-ports')[0], 'ip daddr 10.240.0.1 meta l4proto . th dport vmap {');
});

test('a Service address leads to the endpoints, and one that is not served is refused', (t) => {
  t.true(chainOf(islandLab(), 'node1', 'cluster-addresses').includes('172.30.0.1 . tcp . 80 : goto service-web,'));
  t.true(chainOf(islandLab(), 'node1', 'forward').includes('ip daddr 172.30.0.0/16 goto refuse'));
});

test('one IPv6 endpoint is written so that its port can be told from it', (t) => {
  t.deepEqual(chainOf(islandLab('ipv6'), 'node1', 'service-local', 'ip6'), [
    'meta l4proto { tcp, udp } dnat to [fd00:0:0:1::2]:8001',
  ]);
  t.notRegex(rulesetOf(islandLab('ipv6'), 'node1'), /^table ip /m);
});

test('hairpin: only for endpoints on this node', (t) => {
  t.true(
    chainOf(islandLab(), 'node2', 'postrouting').includes('ip saddr . ip daddr { 10.0.2.1 . 10.0.2.1 } masquerade'),
  );
});

test('strict overlay: frames come from the other nodes, on the family that carries them', (t) => {
  const rule = (families: 'ipv4' | 'ipv6' | 'dual', table: 'ip' | 'ip6', profile: Lab['profile'] = 'strict') =>
    rulesetOf({ ...overlayLab(families), profile }, 'node1').includes(
      `udp dport 4789 ${table} saddr != ${table === 'ip' ? '10.240.0.2' : 'fd00:f0::2'} drop`,
    );
  t.true(rule('ipv4', 'ip'));
  t.true(rule('ipv6', 'ip6'));
  t.deepEqual([rule('dual', 'ip'), rule('dual', 'ip6')], [true, false]);
  t.false(rule('ipv4', 'ip', 'textbook'));
});

test('strict: by a gateway or not at all', (t) => {
  const lab: Lab = { ...islandLab(), profile: 'strict' };
  t.deepEqual(chainOf(lab, 'node1', 'guard').slice(1), [
    'fib saddr . iif oif missing drop',
    'iifname "eth0" ip daddr 172.30.0.0/16 drop',
  ]);
  t.deepEqual(chainOf(lab, 'node1', 'forward').slice(1, 4), [
    'oifname "eth0" ct state invalid drop',
    'iifname "eth0" ct state invalid drop',
    'iifname "eth0" ip daddr 10.0.0.0/16 ct state new ct status & dnat != dnat drop',
  ]);
  t.notRegex(rulesetOf(islandLab(), 'node1'), /guard|invalid/);
});

test('strict and flat: pods are still for everybody, but nobody may pretend to be one', (t) => {
  const lab: Lab = { ...flatLab(), profile: 'strict' };
  t.true(rulesetOf(lab, 'node1').includes('fib saddr . iif oif missing drop'));
  t.notRegex(rulesetOf(lab, 'node1'), /ct state new/);
});

test('strict and flat: what belongs to no connection passes between its own alone', (t) => {
  const lab: Lab = { ...flatLab(), profile: 'strict' };
  t.deepEqual(
    chainOf(lab, 'node1', 'forward').filter((line) => line.includes('invalid')),
    [
      'oifname "eth0" ip daddr != { 10.0.0.0/16, 10.240.0.1, 10.240.0.2 } ct state invalid drop',
      'iifname "eth0" ip saddr != { 10.0.0.0/16, 10.240.0.1, 10.240.0.2 } ct state invalid drop',
    ],
  );
  t.regex(rulesetOf(lab, 'node1'), /^table ip6 [^]*oifname "eth0" ct state invalid drop/m);
});

test('no Services, no masquerade, no rules', (t) => {
  const bare = withCluster(flatLab(), { services: [], serviceCidrs: [] });
  t.deepEqual(
    planOf(bare).steps.filter((step) => step.do === 'nft.load'),
    [],
  );
});

test('Services without any NodePort or endpoint open no port', (t) => {
  const [cluster] = islandLab().clusters;
  const closed = (cluster?.services ?? []).map((service) => ({ ...service, nodePort: null, endpoints: [] }));
  const ruleset = rulesetOf(withCluster(islandLab(), { services: closed }), 'node1');
  t.notRegex(ruleset, /dnat|node-port/);
  t.true(ruleset.includes(masquerade));
});

test('nodes with an IPv6 address and pods without: nobody serves there, and nothing is translated', (t) => {
  const lab = islandLab();
  const clusters = lab.clusters.map((cluster) => ({
    ...cluster,
    nodes: cluster.nodes.map((node, at) => ({ ...node, addresses: [...node.addresses, `fd00:f0::${at + 1}`] })),
  }));
  t.true(chainOf({ ...lab, clusters }, 'node1', 'input', 'ip6').includes('tcp . 30080 : goto refuse,'));
  t.notRegex(rulesetOf({ ...lab, clusters }, 'node1').split('table ip6')[1] ?? '', /dnat|masquerade/);
});

test('where every NodePort is served, nothing is left to be refused', (t) => {
  const services = islandLab().clusters.flatMap((one) => one.services.filter(({ name }) => name === 'web'));
  const lab = withCluster(islandLab(), { services });
  t.true(chainOf(lab, 'node1', 'node-ports').length > 0);
  t.deepEqual(chainOf(lab, 'node1', 'input'), []);
});

test('where no NodePort is served, nothing is translated', (t) => {
  const services = islandLab().clusters.flatMap((one) => one.services.filter(({ name }) => name === 'nobody'));
  const lab = withCluster(islandLab(), { services });
  t.deepEqual(chainOf(lab, 'node1', 'node-ports'), []);
  t.true(chainOf(lab, 'node1', 'input').includes('tcp . 30082 : goto refuse,'));
});
