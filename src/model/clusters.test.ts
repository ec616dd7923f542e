import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const labs = new URL('../../labs/', import.meta.url);
const builtIn = (file: string): Lab => parseLab(readFileSync(new URL(file, labs), 'utf8'), file);

const islands = builtIn('07-two-islands.yaml');
const archipelagos = builtIn('08-archipelago.yaml');

/** One of each model side by side, a pod and a node each; only the island and the archipelago share a range. */
const mixed = parseLab(
  `name: mixed
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  a: { model: flat, podCidr: 10.4.0.0/16, nodes: 1, services: { web: { port: 80, endpoints: [a-pod-1-1], nodePort: 30080, externalTrafficPolicy: Local } } }
  b: { model: flat, podCidr: 10.5.0.0/16, nodes: 1 }
  i: { model: island, podCidr: 10.0.0.0/16, nodes: 1 }
  j: { model: island, podCidr: 10.1.0.0/16, nodes: 1 }
  n: { model: island, podCidr: 10.2.0.0/16, nodes: 1, egress: none }
  s: { model: archipelago, archipelago: sea, podCidr: 10.0.0.0/16, nodes: 1 }
  t: { model: archipelago, archipelago: sea, podCidr: 10.3.0.0/16, nodes: 1 }
`,
  'mixed.yaml',
);

const sees = ({ expected, flow }: Expectation): string =>
  expected.outcome.includes('reached')
    ? `${flow.to.machines.join('|')} sees ${(expected.sourceOwner ?? []).join('|')}`
    : 'never';

type Row = readonly [id: string, from: string, to: string, promised: string];

const promised = test.macro((t, lab: Lab, [id, from, to, what]: Row) => {
  const address = lab.clusters
    .flatMap(({ nodes }) => nodes.flatMap((node) => [node, ...node.pods]))
    .find(({ name }) => name === to)?.addresses[0];
  const found = expectationsOf(lab, 'clusters').filter(
    ({ id: its, flow, title }) =>
      its === id &&
      flow.from === from &&
      flow.protocol === 'tcp' &&
      (flow.to.label === to || (flow.to.address === address && title.includes(` ${to} `))),
  );
  t.deepEqual(found.map(sees), [what]);
});
const titleOf = ({ name }: Lab, [id, from, to, what]: Row): string => `${name}: ${id} ${from} to ${to}: ${what}`;

/** Catalogue §1.2: columns F, I, A in and A out. */
const sideBySide: readonly Row[] = [
  ['X-01', 'a-pod-1-1', 'b-pod-1-1', 'b-pod-1-1 sees a-pod-1-1'],
  ['X-01', 'a-pod-1-1', 'i-pod-1-1', 'never'],
  ['X-01', 'i-pod-1-1', 'a-pod-1-1', 'a-pod-1-1 sees i-node1'],
  ['X-01', 'n-pod-1-1', 'a-pod-1-1', 'never'],
  ['X-01', 'i-pod-1-1', 'j-pod-1-1', 'never'],
  ['X-02', 'i-pod-1-1', 's-pod-1-1', 'i-pod-1-1 sees i-pod-1-1'],
  ['X-02', 't-pod-1-1', 'i-pod-1-1', 's-pod-1-1 sees t-pod-1-1'],
  ['X-01', 's-pod-1-1', 't-pod-1-1', 't-pod-1-1 sees s-pod-1-1'],
  ['X-01', 'i-pod-1-1', 't-pod-1-1', 'never'],
  ['X-01', 't-pod-1-1', 'a-pod-1-1', 'a-pod-1-1 sees t-node1'],
  ['X-03', 'a-pod-1-1', 'b-node1', 'b-node1 sees a-pod-1-1'],
  ['X-03', 'i-pod-1-1', 'j-node1', 'j-node1 sees i-node1'],
  ['X-03', 'n-pod-1-1', 'j-node1', 'never'],
  ['X-03', 's-pod-1-1', 't-node1', 't-node1 sees s-pod-1-1|s-node1'],
  ['X-03', 's-pod-1-1', 'i-node1', 'i-node1 sees s-node1'],
  ['X-04', 'a-node1', 'b-pod-1-1', 'b-pod-1-1 sees a-node1'],
  ['X-04', 'i-node1', 'j-pod-1-1', 'never'],
  ['X-04', 's-node1', 't-pod-1-1', 't-pod-1-1 sees s-node1'],
  ['X-04', 'j-node1', 't-pod-1-1', 'never'],
  ['X-04', 'i-node1', 's-pod-1-1', 'i-pod-1-1 sees i-node1'],
  ['X-05', 'b-pod-1-1', 'a-node1:30080', 'a-pod-1-1 sees b-pod-1-1'],
  ['X-05', 'i-pod-1-1', 'a-node1:30080', 'a-pod-1-1 sees i-node1'],
  ['X-09', 's-pod-1-1', 't-pod-1-1', 't-pod-1-1 sees s-pod-1-1'],
  ['X-09', 't-pod-1-1', 's-pod-1-1', 's-pod-1-1 sees t-pod-1-1'],
];
for (const row of sideBySide) test(titleOf(mixed, row), promised, mixed, row);

const reused: readonly Row[] = [
  ['X-02', 'pod-a', 'pod-w', 'pod-a sees pod-a'],
  ['X-02', 'pod-a', 'pod-x', 'pod-b sees pod-a'],
  ['X-02', 'pod-c', 'pod-y', 'never'],
  ['X-04', 'node2', 'pod-w', 'pod-a sees node2'],
  ['X-06', 'pod-b', 'node3:30081', 'pod-x sees node1'],
  ['X-05', 'pod-a', 'node3:30081', 'pod-x sees node1'],
  ['X-06', 'pod-a', 'node4:30080', 'pod-w|pod-y sees node4'],
];
for (const row of reused) test(titleOf(islands, row), promised, islands, row);

test('a pod that cannot leave its island enters nobody’s NodePort', (t) => {
  t.false(expectationsOf(mixed).some(({ id, flow }) => id === 'X-05' && flow.from === 'n-pod-1-1'));
});

test('nobody translates between members of an archipelago, in all directions', (t) => {
  const found = expectationsOf(archipelagos, 'clusters').filter(
    ({ id, flow }) => id === 'X-09' && flow.protocol === 'tcp',
  );
  // North: red has two nodes, green and blue one each; south: gold and grey.
  t.is(found.length, 2 * (2 + 2 + 1) + 2);
  for (const { expected } of found) t.is(expected.translations, 0);
});

for (const lab of [islands, archipelagos, mixed]) {
  test(`${lab.name}: titles are unique`, (t) => {
    const titles = expectationsOf(lab).map(({ title }) => title);
    t.deepEqual(
      titles.filter((title, i) => titles.indexOf(title) !== i),
      [],
    );
  });

  test(`${lab.name}: every negative between clusters has controls for its sender and its listener`, (t) => {
    const negatives = expectationsOf(lab, 'clusters').filter(
      ({ expected, under }) => expected.absentFrom !== undefined && under?.across !== 'streamed',
    );
    t.true(negatives.length > 0);
    for (const { title, flow, controls } of negatives) {
      t.true(
        controls.some(({ from }) => from === flow.from),
        title,
      );
      t.true(
        flow.to.machines.every((machine) => controls.some(({ to }) => to.machines.includes(machine))),
        title,
      );
    }
  });
}

test('where gateways are reused, every node still answers for its own', (t) => {
  const asked = expectationsOf(islands, 'leaks').filter(
    ({ id, flow }) => id === 'LEAK-05' && flow.to.address === '10.0.1.254',
  );
  t.deepEqual(
    asked.map(({ expected }) => expected.responder),
    [['node1'], ['node3']],
  );
});

test('a hundred clusters are sampled', (t) => {
  const clusters = Array.from(
    { length: 100 },
    (_, i) => `  c${i}: { model: island, podCidr: 10.0.0.0/16, nodes: 1 }\n`,
  );
  const many = parseLab(`name: many\nnetwork: { cidr: 10.0.0.0/8 }\nclusters:\n${clusters.join('')}`, 'many.yaml');
  const pairs = expectationsOf(many, 'clusters').filter(({ id, flow }) => id === 'X-02' && flow.protocol === 'tcp');
  t.true(pairs.length > 0 && pairs.length <= 256, `${pairs.length}`);
});
