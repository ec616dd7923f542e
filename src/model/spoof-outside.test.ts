import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { expectationsOf } from './expectations.ts';

const lab = (profile: string, network: string, ranges = 'podCidr: 10.0.0.0/16'): Lab =>
  parseLab(
    `name: spoof\nprofile: ${profile}\nnetwork: ${network}\nclusters:\n  east: { model: island, ${ranges}, nodes: 2, podsPerNode: 1 }\n`,
    'spoof.yaml',
  );

const outside = '{ cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1, next: 10.128.1.2 } }';

const claimed = (subject: Lab): readonly string[] =>
  expectationsOf(subject, 'spoofs').flatMap(({ id, flow, expected }) =>
    id === 'LEAK-07'
      ? [
          `${flow.from} as ${flow.source} to ${flow.to.label}: ${expected.sourceSeen === undefined ? 'never' : 'arrives'}`,
        ]
      : [],
  );

test('the textbook lets out a stranger, and nobody who has the node’s own address', (t) => {
  t.deepEqual(claimed(lab('textbook', outside)), [
    'pod-1-1 as 10.128.1.3 to other: arrives',
    'pod-1-1 as 10.240.0.1 to other: never',
    'pod-2-1 as 10.128.1.3 to other: arrives',
    'pod-2-1 as 10.240.0.2 to other: never',
  ]);
});

test('strict lets out neither', (t) => {
  const all = claimed(lab('strict', outside));
  t.is(all.length, 4);
  t.true(all.every((text) => text.endsWith('never')));
});

test('IPv6: a node’s own address is let out, too', (t) => {
  const six = '{ cidr: "fd00::/16", hosts: { other: "fd00:128::1" } }';
  const all = claimed(lab('textbook', six, 'podCidr: "fd00:1::/48", nodeCidr: "fd00:240::/64"'));
  t.is(all.length, 4);
  t.true(all.every((text) => text.endsWith('arrives')));
});

test('where nobody is outside, it is the router who hears it', (t) => {
  t.deepEqual(claimed(lab('textbook', '{ cidr: 10.0.0.0/8 }')).slice(0, 2), [
    'pod-1-1 as 10.240.0.3 to core: arrives',
    'pod-1-1 as 10.240.0.1 to core: never',
  ]);
});

test('each side of the way is proven on its own', (t) => {
  for (const { flow, controls } of expectationsOf(lab('strict', outside), 'spoofs'))
    if (flow.to.label === 'other')
      t.deepEqual(
        controls.map(({ from, to }) => [from, to.label]),
        [
          [flow.from, flow.from === 'pod-1-1' ? 'node1' : 'node2'],
          [flow.from === 'pod-1-1' ? 'node1' : 'node2', 'other'],
        ],
      );
});
