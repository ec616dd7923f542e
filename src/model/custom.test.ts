// The matrix of a custom cluster: which row is heard, and what is left unsaid.

import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { expectationsOf } from './expectations.ts';
import { unsaidOf } from './unsaid.ts';

const labOf = (rows: readonly string[], more = ''): Lab =>
  parseLab(
    `name: x
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"], far: 10.129.1.1 } }
clusters:
  east:
    model: custom
    wiring: flat
    podCidr: [10.0.0.0/16, "fd00:1::/48"]
    nodes:
      node1: { address: [10.240.0.1, "fd00:240::1"], pods: [pod-a, pod-b] }
      node2: { address: [10.240.0.2, "fd00:240::2"], pods: [pod-c] }
    promises: [${rows.map((row) => `{ ${row} }`).join(', ')}]
${more}`,
    'x.yaml',
  );

/** Who may be seen, of flows with that id from and to those. */
const seen = (lab: Lab, id: string, from: string, to: string): readonly string[] => [
  ...new Set(
    expectationsOf(lab)
      .filter((claim) => claim.id === id && claim.flow.from === from && claim.flow.to.label === to)
      .map(
        ({ flow, expected }) =>
          `${flow.protocol}${flow.family} ${expected.absentFrom === undefined ? (expected.sourceOwner ?? []).join(' or ') : 'never'}`,
      ),
  ),
];

const all = (who: string): readonly string[] =>
  ['tcp', 'udp', 'icmp'].flatMap((one) => [`${one}4 ${who}`, `${one}6 ${who}`]);
const same = (
  t: { deepEqual: (a: unknown, b: unknown) => unknown },
  some: readonly string[],
  others: readonly string[],
) => t.deepEqual(some.toSorted(), others.toSorted());

test('a row that names machines is heard before one that does not, and one that names both before one that names one', (t) => {
  const lab = labOf([
    'from: pods, to: outside, sees: node',
    'from: pod-a, to: outside, sees: pod',
    'from: pods, to: far, sees: node2',
    'from: pod-a, to: far, sees: nobody',
  ]);
  same(t, seen(lab, 'OUT-01', 'pod-b', 'other'), all('node1'));
  same(t, seen(lab, 'OUT-01', 'pod-a', 'other'), all('pod-a'));
  same(t, seen(lab, 'OUT-01', 'pod-b', 'far'), ['tcp4 node2', 'udp4 node2', 'icmp4 node2']);
  same(t, seen(lab, 'OUT-01', 'pod-a', 'far'), ['tcp4 never', 'udp4 never', 'icmp4 never']);
});

test('a row of one protocol or family is heard before one of all', (t) => {
  const lab = labOf([
    'from: outside, to: pods, sees: client',
    'from: outside, to: pods, sees: nobody, protocol: udp',
    'from: outside, to: pods, sees: node, protocol: udp, family: 6',
    'from: outside, to: pods, sees: nobody, protocol: icmp, family: 4',
  ]);
  same(t, seen(lab, 'IN-01', 'other', 'pod-c'), [
    ...['tcp4 other', 'tcp6 other', 'udp4 never', 'udp6 node2', 'icmp4 never', 'icmp6 other'],
  ]);
  // Nothing else is counted more than once for it.
  const titles = expectationsOf(lab).map(({ title }) => title);
  t.is(new Set(titles).size, titles.length);
});

test('how often a packet is translated is claimed where one number is promised', (t) => {
  const lab = labOf(['from: pods, to: other, sees: [pod, node]', 'from: pods, to: far, sees: node']);
  t.deepEqual(
    [
      ...new Set(
        expectationsOf(lab)
          .filter(({ id }) => id === 'OUT-06')
          .map(({ flow }) => flow.to.label),
      ),
    ],
    ['far'],
  );
});

test('between clusters both must let it pass, and what one leaves unsaid is not claimed', (t) => {
  const island = '  west: { model: island, podCidr: 10.9.0.0/16, nodes: { w1: { address: 10.241.0.1, pods: [w] } } }\n';
  const crossing = (...rows: readonly string[]) => {
    const lab = labOf(rows, island);
    return ['X-01', 'X-03'].map((id) =>
      seen(lab, id, id === 'X-01' ? 'w' : 'pod-a', id === 'X-01' ? 'pod-a' : 'w1').join(),
    );
  };
  t.deepEqual(crossing('from: pods, to: outside, sees: pod'), ['', 'tcp4 pod-a,udp4 pod-a,icmp4 pod-a']);
  t.deepEqual(crossing('from: outside, to: pods, sees: client'), ['tcp4 w1,udp4 w1,icmp4 w1', '']);
  t.deepEqual(crossing('from: outside, to: pods, sees: node'), ['tcp4 node1,udp4 node1,icmp4 node1', '']);
  t.deepEqual(crossing('from: outside, to: pods, sees: nobody', 'from: pods, to: outside, sees: nobody'), [
    'tcp4 never,udp4 never,icmp4 never',
    'tcp4 never,udp4 never,icmp4 never',
  ]);
});

test('what is left unsaid is told, way by way', (t) => {
  const lab = labOf([
    'from: pods, to: outside, sees: node',
    'from: outside, to: pods, sees: client, protocol: tcp',
    'from: nodes, to: outside, sees: node, family: 4',
    'from: pod-a, to: other-nodes, sees: pod',
  ]);
  const left = (from: string, to: string, protocol: string | null, family: number | null) => ({
    ...{ cluster: 'east', from, to, protocol, family },
  });
  t.deepEqual(unsaidOf(lab), [
    left('outside', 'pods', 'udp', null),
    left('outside', 'pods', 'icmp', null),
    left('outside', 'nodes', null, null),
    left('nodes', 'outside', null, 6),
    left('pods', 'other-nodes', null, null),
  ]);
  t.deepEqual(unsaidOf({ ...lab, clusters: lab.clusters.map((one) => ({ ...one, custom: null })) }), []);
});
