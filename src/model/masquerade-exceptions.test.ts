import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const path = new URL('../../labs/17-masquerade-exceptions.yaml', import.meta.url);
const lab = parseLab(readFileSync(path, 'utf8'), '17-masquerade-exceptions.yaml');

const claimed = (where: Lab, id: string, from: string, to: string): Expectation => {
  const found = expectationsOf(where).find(
    (one) => one.id === id && one.flow.from === from && one.flow.to.label === to && one.flow.protocol === 'tcp',
  );
  if (found === undefined) throw new Error(`no ${id} from ${from} to ${to}`);
  return found;
};

test('inside, and answered: the own address', (t) => {
  const { expected, controls } = claimed(lab, 'OUT-03', 'pod-a', 'office');
  t.deepEqual(expected, {
    outcome: ['reached'],
    responder: ['office'],
    sourceOwner: ['pod-a'],
    sourceSeen: '10.0.1.1',
  });
  t.deepEqual(controls, []);
});

test('inside, and not answered: heard with the own address, between controls that are answered', (t) => {
  const { expected, controls } = claimed(lab, 'OUT-03', 'pod-a', 'archive');
  t.deepEqual(expected, { outcome: ['one-way'], sourceOwner: ['pod-a'], sourceSeen: '10.0.1.1' });
  t.deepEqual(
    controls.map(({ from, to }) => `${from} ${to.label}`),
    ['pod-a node1', 'node1 archive'],
  );
  t.deepEqual(claimed(lab, 'OUT-01', 'pod-a', 'archive').expected.outcome, ['one-way']);
});

test('outside, the nearest machine on either side sees the node', (t) => {
  for (const host of ['fair', 'shop'])
    t.deepEqual(claimed(lab, 'OUT-03', 'pod-a', host).expected, {
      outcome: ['reached'],
      responder: [host],
      sourceOwner: ['node1'],
      sourceSeen: '10.240.0.1',
    });
});

test('a way back is a way in, unless the lab is strict', (t) => {
  t.deepEqual(claimed(lab, 'IN-01', 'office', 'pod-a').expected.outcome, ['reached']);
  t.deepEqual(claimed(lab, 'IN-01', 'archive', 'pod-a').expected.absentFrom, ['pod-a']);
  t.deepEqual(claimed({ ...lab, profile: 'strict' }, 'IN-01', 'office', 'pod-a').expected.absentFrom, ['pod-a']);
});

test('the router knows the way back, and the claim of that router is no other', (t) => {
  const ofPods = ({ id, title, flow }: Expectation): boolean =>
    id === 'LEAK-06' && flow.from === 'core' && title.includes('pod range');
  const known = expectationsOf(lab).filter(ofPods);
  t.deepEqual(
    known.map(({ expected }) => expected.outcome.join(' ')),
    ['reached', 'reached', 'reached'],
  );
  const twin = lab.clusters.map((one) => ({ ...one, name: 'west', masqueradeExceptions: [] }));
  const both = expectationsOf({ ...lab, clusters: [...lab.clusters, ...twin] });
  t.is(both.filter(ofPods).length, 3);
});

test('whoever leaves by an egress gateway is excepted from nothing', (t) => {
  const egressGateway = { node: 'node2', addresses: ['10.240.0.100'], pods: ['pod-a'] };
  const chosen = { ...lab, clusters: lab.clusters.map((one) => ({ ...one, egressGateway })) };
  t.deepEqual(claimed(chosen, 'OUT-01', 'pod-a', 'archive').expected.sourceOwner, ['node2']);
  t.throws(() => claimed(chosen, 'OUT-03', 'pod-a', 'archive'));
  t.deepEqual(claimed(chosen, 'OUT-03', 'pod-b', 'archive').expected.outcome, ['one-way']);
});

test('at the edge of a flat network pods are known as their node', (t) => {
  const edge = parseLab(
    `name: edge
network: { cidr: 10.0.0.0/8, hosts: { near: 10.100.0.1, far: 10.200.0.1 } }
clusters:
  east: { model: flat, podCidr: 10.0.0.0/16, nodeCidr: 10.64.0.0/16, nodes: 2, egress: masquerade, masqueradeExceptions: [10.0.0.0/9] }
`,
    'edge.yaml',
  );
  t.deepEqual(claimed(edge, 'OUT-03', 'pod-1-1', 'near').expected.sourceOwner, ['pod-1-1']);
  t.deepEqual(claimed(edge, 'OUT-03', 'pod-1-1', 'far').expected.sourceOwner, ['node1']);
  t.deepEqual(claimed(edge, 'OUT-06', 'pod-1-1', 'far').expected.translations, 1);
  t.deepEqual(claimed(edge, 'IN-01', 'far', 'pod-1-1').expected.outcome, ['reached']);
});
