import test from 'ava';
import type { Lab, Service } from '../spec/lab.ts';
import { disturbanceOf } from './disturbance.ts';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';
import type { Change, Step } from './step.ts';

/** web by policy Cluster, and local, which has its endpoint on node1. */
const elected = (...names: readonly string[]): Lab => {
  const lab = islandLab();
  const vipOf = (name: string): Service['vip'] =>
    names.includes(name) ? { addresses: [`10.240.0.10${names.indexOf(name)}`], mode: 'vrrp' } : null;
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
    all.map(([node, text]) => [node, ...(text.match(/(?<=vrrp_instance )\w+|(?<=router_id )\d+|priority \d+/g) ?? [])]),
    [
      ['node1', 'web', '1', 'priority 254', 'local', '2', 'priority 254'],
      ['node2', 'web', '1', 'priority 253'],
    ],
  );
});

test('nobody is given the address by hand, and the lab is up when the first one has it', (t) => {
  const { steps, machines } = planOf(elected('web'));
  t.deepEqual(waits(steps), ['node1 has 10.240.0.100/32']);
  t.false(steps.some((step) => step.do === 'address.add' && step.address.startsWith('10.240.0.100')));
  t.false(machines.some(({ addresses }) => addresses.includes('10.240.0.100')));
});

test('a node that dies loses its VIPs to the next one, until it is back', (t) => {
  const { breaks, mends } = disturbanceOf(elected('web', 'local'), { kind: 'node-gone', node: 'node1' });
  t.deepEqual(waits(breaks), ['node2 has 10.240.0.100/32, or not']);
  t.deepEqual(waits(mends), ['node1 has 10.240.0.100/32', 'node2 leaves 10.240.0.100/32']);
  t.deepEqual(waits(disturbanceOf(elected('web'), { kind: 'node-gone', node: 'node2' }).breaks), []);
});
