import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import { planOf } from './plan.ts';

const file = new URL('../../labs/04-isolated.yaml', import.meta.url);
const { machines, steps } = planOf(parseLab(readFileSync(file, 'utf8'), '04-isolated.yaml'));

/** Everybody who is joined to that machine by cables, over however many of them. */
const joinedTo = (machine: string): readonly string[] => {
  const found = new Set([machine]);
  for (const one of found)
    for (const step of steps) {
      if (step.do !== 'link.veth') continue;
      if (step.netns === one) found.add(step.peer.netns);
      if (step.peer.netns === one) found.add(step.netns);
    }
  return [...found].toSorted();
};

test('no cable joins two networks, and none is left out', (t) => {
  const networks = ['core', 'core-east', 'core-west'].map(joinedTo);
  t.deepEqual(networks[0], ['core', 'net-coast', 'node5', 'other', 'pod-e', 'printer']);
  t.deepEqual(networks[1], ['core-east', 'inner-east', 'net-east', 'node1', 'node2', 'pod-a', 'pod-b']);
  t.deepEqual(networks.flat().toSorted(), machines.map(({ name }) => name).toSorted());
});

test('two isolated clusters with the same addresses are told apart by name alone', (t) => {
  const addresses = (cluster: string): readonly string[] =>
    machines.filter((machine) => machine.cluster === cluster).flatMap((machine) => machine.addresses);
  t.deepEqual(addresses('east'), addresses('west'));
});

test('a MAC says which network it is of, whatever addresses are used again', (t) => {
  const macsOf = (router: string): ReadonlySet<string> => {
    const members = joinedTo(router);
    const ends = steps.flatMap((step) => (step.do === 'link.veth' ? [step, step.peer] : []));
    return new Set(ends.flatMap(({ netns, mac }) => (members.includes(netns) ? [mac] : [])));
  };
  const [mainland, east, west] = ['core', 'core-east', 'core-west'].map(macsOf);
  if (mainland === undefined || east === undefined || west === undefined) throw new Error('there are three networks');
  t.true(mainland.isDisjointFrom(east) && mainland.isDisjointFrom(west) && east.isDisjointFrom(west));
  t.true(mainland.has('0a:58:0a:80:01:01') && east.has('0a:59:0a:80:01:01') && west.has('0a:5a:0a:80:01:01'));
});

test('a router knows of nothing but its own LANs', (t) => {
  t.deepEqual(
    steps.filter((step) => step.do === 'route.add' && step.netns.startsWith('core')),
    [],
  );
});
