// What an overlay changes in what is promised.

import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Family, Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { expectationsOf } from './expectations.ts';

const labs = new URL('../../labs/', import.meta.url);
const read = (file: string): Lab => parseLab(readFileSync(new URL(file, labs), 'utf8'), file);
const island = read('05-island.yaml');
const overlay = read('06-island-vxlan.yaml');

/** The nodes' addresses carry the overlay: their family decides what that costs. */
const carriedBy = (underlay: Family): Lab => ({
  ...overlay,
  clusters: overlay.clusters.map((cluster) => ({ ...cluster, underlay })),
});

const told = (lab: Lab): readonly (number | undefined)[] => [
  ...new Set(
    expectationsOf(lab, 'mtu').flatMap(({ expected }) =>
      expected.outcome.includes('too-big') ? expected.pathMtu : [],
    ),
  ),
];

const withoutSizes = (lab: Lab): readonly string[] =>
  expectationsOf(lab)
    .filter(({ id }) => !/^(MTU|LEAK-02)/.test(id))
    .map(({ title }) => title);

test('the largest packet is that of Ethernet, less what VXLAN adds', (t) => {
  t.deepEqual(told(island), [1500]);
  t.deepEqual(told(overlay), [1450]);
  t.deepEqual(told(carriedBy(6)), [1430]);
});

test('every size that gets through has a neighbour that does not', (t) => {
  const sizes = expectationsOf(overlay, 'mtu')
    .filter(({ id }) => id === 'MTU-01')
    .map(({ flow }) => flow.packetSize);
  t.is(sizes.filter((size) => size === 1450).length, sizes.filter((size) => size === 1451).length);
});

test('all else is promised alike', (t) => {
  t.deepEqual(withoutSizes(overlay), withoutSizes(island));
});

test('an injected packet gets in by the textbook, and under strict neither as oneself nor as a pod', (t) => {
  const injected = (lab: Lab): readonly string[] =>
    expectationsOf(lab, 'leaks').flatMap(({ id, flow, expected }) =>
      id === 'LEAK-02'
        ? [`${flow.to.label} as ${flow.injected?.source ?? 'itself'}: ${expected.absentFrom?.join() ?? 'reached'}`]
        : [],
    );
  t.deepEqual(injected(island), []);
  const pods = ['pod-a', 'pod-b', 'pod-c', 'pod-d'];
  t.deepEqual(
    injected(overlay),
    pods.map((pod) => `${pod} as itself: reached`),
  );
  t.deepEqual(
    injected({ ...overlay, profile: 'strict' }),
    pods.flatMap((pod, at) => [`${pod} as itself: ${pod}`, `${pod} as ${at < 2 ? '10.0.2.1' : '10.0.1.1'}: ${pod}`]),
  );
});
