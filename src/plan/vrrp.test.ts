import test from 'ava';
import type { Lab, Service } from '../spec/lab.ts';
import { disturbanceOf } from './disturbance.ts';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';
import type { Change, Step } from './step.ts';

/** web by policy Cluster, and local, which has its endpoint on node1. */
const elected = (...names: readonly string[]): Lab => electedIn('ipv4', names);

const electedIn = (families: 'ipv4' | 'ipv6' | 'dual', names: readonly string[]): Lab => {
  const lab = islandLab(families);
  const vipOf = (name: string): Service['vip'] => {
    const [four, six] = [`10.240.0.10${names.indexOf(name)}`, `fd00:f0::10${names.indexOf(name)}`];
    const addresses = { ipv4: [four], ipv6: [six], dual: [four, six] }[families];
    return names.includes(name) ? { addresses, mode: 'vrrp' } : null;
  };
  const clusters = lab.clusters.map((cluster) => ({
    ...cluster,
    services: cluster.services.map((service) => ({ ...service, vip: vipOf(service.name) })),
  }));
  return { ...lab, clusters };
};

const configs = (lab: Lab): readonly (readonly [string, string])[] =>
  planOf(lab).steps.flatMap((step) =>
    step.do === 'daemon.start' ? step.files.map(({ text }) => [step.netns, text] as const) : [],
  );

const waits = (steps: readonly (Step | Change)[]): readonly string[] =>
  steps.flatMap((step) =>
    step.do === 'route.await'
      ? [`${step.netns} ${step.absent ? 'leaves' : 'has'} ${step.to}${step.optional ? ', or not' : ''}`]
      : [],
  );

test('every node that may have a VIP stands for election, and the first of them goes first', (t) => {
  const all = configs(elected('web', 'local'));
  t.deepEqual(
    all.map(([node, text]) => [node, ...(text.match(/(?<=vrrp_instance )\S+|(?<=router_id )\d+|priority \d+/g) ?? [])]),
    [
      ['node1', 'web-ipv4', '1', 'priority 254', 'local-ipv4', '2', 'priority 254'],
      ['node2', 'web-ipv4', '1', 'priority 190'],
    ],
  );
});

const votes = (lab: Lab): readonly string[] =>
  configs(lab)
    .slice(0, 1)
    .flatMap(([, text]) => text.match(/(?<=vrrp_instance )\S+|(?<=router_id )\d+|\S+(?= dev eth0)/g) ?? []);

test('each family elects by itself, and in IPv6 the first address is of the link alone', (t) => {
  const six = [
    ...['web-ipv6', '1', 'fe80::5e:201/128', 'fd00:f0::100/128'],
    ...['local-ipv6', '2', 'fe80::5e:202/128', 'fd00:f0::101/128'],
  ];
  const four = ['web-ipv4', '1', '10.240.0.100/32', 'local-ipv4', '2', '10.240.0.101/32'];
  t.deepEqual(votes(electedIn('ipv6', ['web', 'local'])), six);
  t.deepEqual(votes(electedIn('dual', ['web', 'local'])), [...four, ...six]);
});

test('however many may have a VIP, each waits longer than the one before', (t) => {
  const lab = elected('web');
  const clusters = lab.clusters.map((cluster) => ({
    ...cluster,
    nodes: Array.from({ length: 20 }, (_, at) =>
      cluster.nodes.map((node) => ({ ...node, name: `${node.name}-${at}` })),
    ),
  }));
  const nodes = clusters.flatMap((cluster) => cluster.nodes.flat());
  const many = { ...lab, clusters: clusters.map((cluster) => ({ ...cluster, nodes })) };
  const priorities = configs(many).map(([, text]) => Number(/(?<=priority )\d+/.exec(text)?.[0]));
  t.is(priorities.length, 40);
  t.true(priorities.every((priority, at) => priority > 0 && priority < (priorities[at - 1] ?? 255)));
});

test('nobody is given the address by hand, and the lab is up when the first one has it', (t) => {
  const { steps, machines } = planOf(elected('web'));
  t.deepEqual(waits(steps), ['node1 has 10.240.0.100/32', 'node2 leaves 10.240.0.100/32']);
  t.false(steps.some((step) => step.do === 'address.add' && step.address.startsWith('10.240.0.100')));
  t.false(machines.some(({ addresses }) => addresses.includes('10.240.0.100')));
});

test('a node that dies loses its VIPs to the next one, until it is back', (t) => {
  const { breaks, mends } = disturbanceOf(elected('web', 'local'), { kind: 'node-gone', node: 'node1' });
  t.deepEqual(waits(breaks), ['node2 has 10.240.0.100/32, or not']);
  t.deepEqual(waits(mends), ['node1 has 10.240.0.100/32', 'node2 leaves 10.240.0.100/32']);
  t.deepEqual(waits(disturbanceOf(elected('web'), { kind: 'node-gone', node: 'node2' }).breaks), []);
});

test('in two families it is there, lost and back in each of them', (t) => {
  const lab = electedIn('dual', ['web']);
  const [four, six] = ['10.240.0.100/32', 'fd00:f0::100/128'];
  const { breaks, mends } = disturbanceOf(lab, { kind: 'node-gone', node: 'node1' });
  t.deepEqual(waits(breaks), [`node2 has ${four}, or not`, `node2 has ${six}, or not`]);
  const asFirst = [four, six].flatMap((vip) => [`node1 has ${vip}`, `node2 leaves ${vip}`]);
  t.deepEqual(waits(planOf(lab).steps), asFirst);
  t.deepEqual(waits(mends), asFirst);
  const families = breaks.flatMap((step) => (step.do === 'route.await' ? [step.family] : []));
  t.deepEqual(families, [4, 6]);
});
