import test from 'ava';
import type { Lab, Service } from '../spec/lab.ts';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';

const withVips = (families: 'ipv4' | 'dual', vips: Readonly<Record<string, Service['vip']>>): Lab => {
  const lab = islandLab(families);
  return {
    ...lab,
    clusters: lab.clusters.map((cluster) => ({
      ...cluster,
      services: cluster.services.map((service) => ({ ...service, vip: vips[service.name] ?? null })),
    })),
  };
};

const routed = (...addresses: readonly string[]): Service['vip'] => ({ addresses, mode: 'routed' });

const both = withVips('dual', { web: routed('10.200.0.1', 'fd00:c8::1'), local: routed('10.200.0.2') });
const arp = withVips('ipv4', { local: { addresses: ['10.240.0.9'], mode: 'arp' } });

const waysOfCore = (lab: Lab): readonly string[] =>
  planOf(lab).steps.flatMap((step) =>
    step.do === 'route.add' && step.netns === 'core' ? [`${step.to} via ${step.via}`] : [],
  );

const rulesetOf = (lab: Lab, node: string): string =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === node ? [step.ruleset] : []))
    .join('');

const chainOf = (lab: Lab, node: string, name: string, table = 'ip'): readonly string[] =>
  (rulesetOf(lab, node).split(`table ${table} causeway`)[1]?.split(`chain ${name} {\n`)[1]?.split('\n\t}')[0] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

test('routed: core has a route of one address to a node that may serve it, in each family', (t) => {
  t.deepEqual(waysOfCore(both), [
    '10.200.0.1/32 via 10.240.0.1',
    'fd00:c8::1/128 via fd00:f0::1',
    '10.200.0.2/32 via 10.240.0.1',
  ]);
});

test('routed, policy Local: the route leads to a node with an endpoint, or there is none', (t) => {
  const lab = withVips('ipv4', { local: routed('10.200.0.2') });
  const served = (endpoints: readonly string[]): Lab => ({
    ...lab,
    clusters: lab.clusters.map((cluster) => ({
      ...cluster,
      services: cluster.services.map((service) => ({ ...service, endpoints })),
    })),
  });
  t.deepEqual(waysOfCore(served(['pod-d'])), ['10.200.0.2/32 via 10.240.0.2']);
  t.deepEqual(waysOfCore(served([])), []);
});

test('arp: one node has the address on its leg, and core has no route', (t) => {
  t.deepEqual(waysOfCore(arp), []);
  const owners = planOf(arp).machines.filter(({ addresses }) => addresses.includes('10.240.0.9'));
  t.deepEqual(
    owners.map(({ name }) => name),
    ['node1'],
  );
  const added = planOf(arp).steps.filter((step) => step.do === 'address.add' && step.address === '10.240.0.9/32');
  t.like(added, [{ netns: 'node1', link: 'eth0' }]);
});

test('the address and the port select the Service', (t) => {
  t.deepEqual(chainOf(both, 'node2', 'vips'), [
    'ip daddr . meta l4proto . th dport vmap {',
    '10.200.0.1 . tcp . 80 : goto vip-web,',
    '10.200.0.1 . udp . 80 : goto vip-web,',
    '10.200.0.2 . tcp . 81 : goto vip-local,',
    '10.200.0.2 . udp . 81 : goto vip-local,',
    '}',
  ]);
  t.true(rulesetOf(both, 'node1').includes('fd00:c8::1 . udp . 80 : goto vip-web,'));
});

test('what a VIP does not serve is refused, wherever it shows up', (t) => {
  for (const chain of ['input', 'forward', 'output'])
    t.is(chainOf(both, 'node1', chain).at(-1), 'ip daddr { 10.200.0.1, 10.200.0.2 } goto refuse');
});

test('in IPv6 whoever has a VIP on its LAN is a neighbour, and whoever is led to one by a route is none', (t) => {
  const announced = withVips('dual', { local: { addresses: ['10.240.0.9', 'fd00:f0::9'], mode: 'arp' } });
  const heard = 'ip6 daddr fd00:f0::9 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept';
  const guard = chainOf(announced, 'node1', 'input', 'ip6').slice(-2);
  t.deepEqual(guard, [heard, 'ip6 daddr fd00:f0::9 goto refuse']);
  t.notRegex(chainOf(announced, 'node1', 'input').join(), /icmp/);
  t.notRegex(chainOf(both, 'node1', 'input', 'ip6').join(), /icmp/);
});

test('policy Local: a node without an endpoint is silent on the port itself', (t) => {
  t.true(chainOf(both, 'node2', 'forward').includes('10.200.0.2 . tcp . 81 : drop,'));
  t.false(chainOf(both, 'node1', 'forward').includes('10.200.0.2 . tcp . 81 : drop,'));
});

test('a VIP that nobody serves is refused, and translated nowhere', (t) => {
  const lab = withVips('ipv4', { nobody: routed('10.200.0.3') });
  t.is(chainOf(lab, 'node1', 'forward').at(-1), 'ip daddr 10.200.0.3 goto refuse');
  t.notRegex(rulesetOf(lab, 'node1'), /vips/);
});

test('without VIPs there is not a rule about them', (t) => {
  t.notRegex(rulesetOf(islandLab('dual'), 'node1'), /vip/);
});
