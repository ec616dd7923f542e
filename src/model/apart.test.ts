import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const file = new URL('../../labs/04-isolated.yaml', import.meta.url);
const lab = parseLab(readFileSync(file, 'utf8'), '04-isolated.yaml');
const claims = expectationsOf(lab, 'apart');

const find = (id: string, from: string, to: string, protocol = 'tcp'): Expectation => {
  const found = claims.find(
    (one) => one.id === id && one.flow.from === from && one.flow.protocol === protocol && one.title.includes(` ${to}`),
  );
  if (found === undefined) throw new Error(`no ${id} from ${from} to ${to}`);
  return found;
};

const networks: readonly (readonly string[])[] = [
  ['other', 'printer', 'core', 'node5', 'pod-e'],
  ['inner-east', 'core-east', 'node1', 'node2', 'pod-a', 'pod-b'],
  ['inner-west', 'core-west', 'node3', 'node4', 'pod-c', 'pod-d'],
];
const networkOf = (machine: string): readonly string[] => networks.find((one) => one.includes(machine)) ?? [];

const answers = test.macro((t, [id, from, to]: readonly [string, string, string], responder: readonly string[]) => {
  t.deepEqual(find(id, from, to).expected, { outcome: ['reached'], responder });
});
test('a pod meets itself in the place of a pod', answers, ['X-02', 'pod-a', 'pod-c'], ['pod-a']);
test('or its neighbour', answers, ['X-02', 'pod-a', 'pod-d'], ['pod-b']);
test('a pod meets a node of its own', answers, ['X-03', 'pod-c', 'node node2'], ['node4']);
test('a node meets a pod of its own', answers, ['X-04', 'node4', 'pod-a'], ['pod-c']);
test('behind the same door are its own pods', answers, ['X-05', 'pod-a', 'node4:30080'], ['pod-a', 'pod-b']);
test('a pod meets the machine of its own network', answers, ['OUT-01', 'pod-d', 'other'], ['inner-west']);
test('so does a node', answers, ['OUT-02', 'node1', 'other'], ['inner-east']);

const silent = test.macro((t, [id, from, to]: readonly [string, string, string], absent: readonly string[]) => {
  const { expected, tries } = find(id, from, to);
  t.deepEqual(expected.absentFrom, absent);
  t.is(tries, 3);
});
test('nobody there has the pod’s address', silent, ['IN-01', 'other', 'pod-a'], ['pod-a']);
test('nor the node’s', silent, ['IN-02', 'printer', 'node node3'], ['node3']);
test('out of a pod', silent, ['OUT-01', 'pod-a', 'printer'], ['printer']);
test('out of a node', silent, ['OUT-02', 'node4', 'printer'], ['printer']);
test('to a pod of an island', silent, ['X-01', 'pod-a', 'pod-e'], ['pod-e']);
test('from a pod of an island', silent, ['X-01', 'pod-e', 'pod-a'], ['pod-a']);
test('from an island’s pod to a node', silent, ['X-03', 'pod-e', 'node node1'], ['node1']);
test('to a door of an island', silent, ['X-05', 'pod-a', 'node5:30081'], ['pod-e']);

test('every control stays on one side, one on the sender’s and one on the listener’s', (t) => {
  const negatives = claims.filter(
    ({ expected, flow }) => expected.absentFrom !== undefined && flow.protocol !== 'frames',
  );
  t.true(negatives.length > 100);
  for (const { title, flow, expected, controls } of negatives) {
    const [far = ''] = expected.absentFrom ?? [];
    t.not(networkOf(flow.from), networkOf(far), title);
    for (const { from, to } of controls)
      for (const machine of to.machines) t.is(networkOf(from), networkOf(machine), title);
    t.deepEqual(new Set(controls.map(({ from }) => networkOf(from))), new Set([networkOf(flow.from), networkOf(far)]));
    t.is(controls[0]?.from, flow.from, title);
  }
});

test('no cable, and no frame: of each isolated network towards all others, and of the others towards it', (t) => {
  const unheard = claims.filter(({ id }) => id === 'LEAK-09');
  t.deepEqual(
    unheard.map(({ title }) => title),
    ['east', 'west'].flatMap((name) => [
      `no cable leads from the network of cluster ${name} to any other`,
      `no frame of cluster ${name} is heard in any other network`,
      `no frame of the lab's own network is heard in cluster ${name}`,
    ]),
  );
  for (const { flow } of unheard) {
    const home = networkOf(flow.from);
    t.true((flow.senders ?? []).every((sender) => networkOf(sender) === home));
    t.false(flow.to.machines.some((machine) => networkOf(machine) === home));
  }
  t.is(unheard[1]?.flow.senders?.length, 6);
  t.is(unheard[1]?.flow.to.machines.length, 11);
});

test('whoever answers by right is of the caller’s own network', (t) => {
  for (const { title, flow, expected } of claims)
    for (const machine of expected.responder ?? []) t.is(networkOf(machine), networkOf(flow.from), title);
});

test('a lab with one network claims nothing of others', (t) => {
  const clusters = lab.clusters.filter(({ own }) => own === null);
  t.deepEqual(expectationsOf({ ...lab, clusters }, 'apart'), []);
});

test('titles are unique', (t) => {
  const titles = expectationsOf(lab).map(({ title }) => title);
  t.is(new Set(titles).size, titles.length);
});
