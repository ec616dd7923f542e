// What holds for the plan of every lab, whatever its model, profile and families.

import test from 'ava';
import { bgpLab, flatLab, islandLab, mixedLab, overlayLab, proxyArpLab } from './fixture.ts';
import type { Lab } from '../spec/lab.ts';
import { planOf } from './plan.ts';
import type { Step } from './step.ts';

const families = ['ipv4', 'ipv6', 'dual'] as const;
const profiles = ['textbook', 'strict'] as const;

const labs = families.flatMap((family) =>
  profiles.flatMap((profile) =>
    [
      islandLab(family),
      flatLab(family),
      overlayLab(family),
      bgpLab(family),
      bgpLab(family, 'frr'),
      proxyArpLab(family),
      ...(family === 'dual' ? [mixedLab(4), mixedLab(6)] : []),
    ].map((lab) => ({
      title: `${lab.name}${lab.clusters[0]?.ipv6 === null ? '' : ` with an overlay in IPv${lab.clusters[0]?.underlay}`}, ${family}, ${profile}`,
      lab: { ...lab, profile },
    })),
  ),
);

for (const { title, lab } of labs) {
  test(`${title}: the same lab gives the same plan`, (t) => {
    t.deepEqual(planOf(lab), planOf(structuredClone(lab)));
  });

  test(`${title}: no step uses what an earlier step has not made`, (t) => {
    t.deepEqual(unmet(planOf(lab).steps), []);
  });

  test(`${title}: no two link ends on one bridge have the same MAC`, (t) => {
    const { machines, steps } = planOf(lab);
    const withBridge = new Set(
      machines.filter(({ kind }) => kind === 'router' || kind === 'switch').map(({ name }) => name),
    );
    const ends = steps.flatMap((step) => {
      if (step.do !== 'link.veth' || !withBridge.has(step.peer.netns)) return [];
      return [`${step.peer.netns} ${step.mac}`, `${step.peer.netns} ${step.peer.mac}`];
    });
    t.is(new Set(ends).size, ends.length);
    t.true(ends.length > 0);
  });

  test(`${title}: a pod costs at most 14 steps, 6 more for a second family, and one where it is answered for in IPv6`, (t) => {
    const { clusters } = lab;
    const without = clusters.map((cluster) => ({
      ...cluster,
      services: [],
      nodes: cluster.nodes.map((node) => ({ ...node, pods: node.pods.slice(1) })),
    }));
    const pods = clusters.flatMap(({ nodes }) => nodes).length;
    const cost = planOf({ ...lab, clusters }).steps.length - planOf({ ...lab, clusters: without }).steps.length;
    t.true(cost / pods <= stepsAPod(lab), `${cost / pods} steps a pod`);
  });
}

const stepsAPod = ({ hosts: [host], clusters: [cluster] }: Lab): number => {
  const answered = cluster?.routing === 'proxy-arp' && cluster.podCidrs.some((cidr) => cidr.includes(':'));
  return (host?.addresses.length === 2 ? 20 : 14) + (answered ? 1 : 0);
};

/** What steps need and have not got, by a book of what was made so far. */
const unmet = (steps: readonly Step[]): readonly string[] => {
  const made = new Set<string>();
  return steps.flatMap((step) => {
    const missing = needs(step).filter((need) => !made.has(need));
    for (const thing of makes(step)) made.add(thing);
    return missing.map((need) => `${step.do} in ${step.netns} needs ${need}`);
  });
};

const makes = (step: Step): readonly string[] => {
  switch (step.do) {
    case 'netns.add':
      return [`netns ${step.netns}`, `link ${step.netns} lo`];
    case 'link.veth':
      return [`link ${step.netns} ${step.name}`, `link ${step.peer.netns} ${step.peer.name}`];
    case 'link.bridge':
    case 'link.vxlan':
      return [`link ${step.netns} ${step.name}`];
    case 'link.up':
      return [`up ${step.netns} ${step.link}`];
    case 'address.add':
      return [`address ${step.netns} ${step.address.replace(/\/.*/, '')}`];
    case 'link.master':
    case 'link.down':
    case 'link.await':
    case 'route.add':
    case 'neighbour.add':
    case 'neighbour.proxy':
    case 'fdb.add':
    case 'rule.add':
    case 'sysctl.set':
    case 'conntrack.forget':
    case 'set.await-empty':
    case 'nft.load':
    case 'nft.reload':
    case 'daemon.start':
    case 'route.await':
    case 'listen.await':
      return [];
  }
};

const needs = (step: Step): readonly string[] => {
  const link = (name: string): string => `link ${step.netns} ${name}`;
  switch (step.do) {
    case 'netns.add':
      return [];
    case 'link.veth':
      return [`netns ${step.netns}`, `netns ${step.peer.netns}`];
    case 'link.master':
      return [link(step.link), link(step.master)];
    case 'link.up':
    case 'link.down':
    case 'link.await':
    case 'address.add':
    case 'neighbour.add':
    case 'neighbour.proxy':
    case 'fdb.add':
      return [link(step.link)];
    case 'link.vxlan':
      return [link(step.underlay), `address ${step.netns} ${step.local}`];
    case 'route.add':
      return [
        ...(step.link === undefined ? [] : [`up ${step.netns} ${step.link}`]),
        ...(step.source === undefined ? [] : [`address ${step.netns} ${step.source}`]),
      ];
    case 'link.bridge':
    case 'rule.add':
    case 'sysctl.set':
    case 'conntrack.forget':
    case 'set.await-empty':
    case 'nft.load':
    case 'nft.reload':
    case 'daemon.start':
    case 'route.await':
    case 'listen.await':
      return [`netns ${step.netns}`];
  }
};

test('the check for order can fail', (t) => {
  t.deepEqual(unmet([{ do: 'link.up', netns: 'node1', link: 'eth0', why: '' }]), [
    'link.up in node1 needs link node1 eth0',
  ]);
});
