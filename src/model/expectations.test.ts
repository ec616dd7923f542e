import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Cluster, Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { experimentOf, expectationsOf } from './expectations.ts';

const labs = new URL('../../labs/', import.meta.url);
const island = parseLab(readFileSync(new URL('05-island.yaml', labs), 'utf8'), '05-island.yaml');

/** The same machines under another declaration: only the oracle reads it, so the addresses need not fit. */
const declaredAs = (lab: Lab, change: Partial<Cluster>): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, ...change })),
});

const flat = declaredAs(island, { model: 'flat', egress: 'none' });
const strict: Lab = { ...island, profile: 'strict' };

const find = (lab: Lab, id: string, from: string, to: string, protocol = 'tcp'): Expectation => {
  const found = expectationsOf(lab).find(
    (one) => one.id === id && one.flow.from === from && one.flow.to.label === to && one.flow.protocol === protocol,
  );
  if (found === undefined) throw new Error(`no ${id} from ${from} to ${to}`);
  return found;
};

const count = (lab: Lab): Record<string, number> => {
  const ids = expectationsOf(lab).map(({ id }) => id);
  return Object.fromEntries([...new Set(ids)].toSorted().map((id) => [id, ids.filter((one) => one === id).length]));
};

test('the island has every claim of its catalogue rows', (t) => {
  t.deepEqual(count(island), {
    // 4 pods × 3 protocols; ordered pairs on one node; ordered pairs between nodes.
    'POD-01': 12,
    'POD-02': 12,
    'POD-03': 24,
    // 2 nodes × 2 pods × 3 protocols, each way.
    'POD-04': 12,
    'POD-05': 12,
    'POD-06': 12,
    'POD-07': 12,
    'POD-08': 4,
    'IN-01': 12,
    'IN-02': 6,
    // web: 2 nodes × 2 transports, an endpoint on each.
    'IN-03': 4,
    'IN-04': 4,
    // local: one node has the endpoint, the other has not.
    'IN-05': 2,
    'IN-06': 2,
    'IN-07': 4,
    // web on two nodes, local on one, and four closed ports on two, each over TCP and UDP.
    'IN-08': 22,
    'OUT-01': 12,
    'OUT-02': 6,
    'OUT-06': 12,
    // On one node, between nodes, to the node, 2 Services, out, out of the node, 3 NodePort entries.
    ...{ 'PROTO-01': 10, 'PROTO-02': 10, 'PROTO-04': 1 },
    // Five of those carry ICMP, and two pods of each node share an identifier.
    'PROTO-03': 9,
    // Between nodes 2 pairs of pods and 2 of node and pod, each over 2 protocols, and 2 nodes to enter; on one node, out,
    // and by the NodePort of local: each size.
    'MTU-01': 26,
    'MTU-02': 2,
    'MTU-03': 8,
    // On one node, between nodes, to the node, out and in, each over 3 protocols; by the NodePort to either endpoint,
    // and by the Service's own address to the one on the other node.
    'NAT-01': 18,
    'NAT-02': 2,
    // Two pods of one node, over TCP and UDP.
    'NAT-03': 8,
    'NAT-04': 2,
    // The outsider by another port, the core, and a pod of the same node.
    'NAT-05': 6,
    'NAT-07': 4,
    'NAT-08': 1,
    // Three packets to be stopped at the node, at the core, and not at all, over UDP and ICMP; a closed port; and on it goes.
    'ICMP-01': 16,
    // 2 endpoints of web and 1 of local, over TCP and UDP.
    'SVC-01': 6,
    'SVC-02': 6,
    'SVC-03': 2,
    // web: anew from a pod over TCP and UDP, and over UDP what was open before, from there and from outside.
    'SVC-05': 4,
    'SVC-06': 1,
    // With node2: 2 pods of it, a neighbour, the outsider there and back, by every protocol; web inside and from outside
    // and local inside, over TCP and UDP.
    'FAIL-01': 21,
    'FAIL-02': 5,
    'FAIL-04': 4,
    'FAIL-05': 1,
    // By each of 2 nodes to 4 pods, 2 Services and its own gateway, over TCP and UDP; six kinds of segments for each pod.
    'LEAK-01': 52,
    // 4 pods, six kinds of segments.
    'LEAK-03': 24,
    // A pod of the first node, under a fault.
    'LEAK-04': 1,
    'LEAK-11': 1,
    // 4 pods, each as its neighbour, as a stranger, as nobody, and as its node.
    'LEAK-07': 16,
    // From the router and from each other to 2 nodes, from 4 pods to theirs, over TCP and UDP.
    'LEAK-08': 16,
    // Straight to each of 4 pods, and by the NodePort of local.
    'LEAK-10': 5,
    // 2 gateways, 4 pods, and 2 nodes in IPv6.
    'LEAK-05': 8,
    // 3 pod ranges and one of Services at the core and at the outsider.
    'LEAK-06': 8,
  });
});

const unique = test.macro((t, lab: Lab) => {
  const titles = expectationsOf(lab).map(({ title }) => title);
  t.deepEqual(
    titles.filter((title, i) => titles.indexOf(title) !== i),
    [],
  );
});
test('titles are unique on an island', unique, island);
test('titles are unique in a flat network', unique, flat);

type Row = readonly [id: string, from: string, to: string, islandSees: string, flatSees: string];

/** Catalogue §1.1, §1.3 and §1.4, columns F and I: what the far end sees, or `never`. */
const rows: readonly Row[] = [
  ['POD-02', 'pod-a', 'pod-b', 'pod-a', 'pod-a'],
  ['POD-03', 'pod-a', 'pod-c', 'pod-a', 'pod-a'],
  ['POD-04', 'node1', 'pod-a', 'node1', 'node1'],
  ['POD-05', 'node2', 'pod-a', 'node2', 'node2'],
  ['POD-06', 'pod-a', 'node1', 'pod-a', 'pod-a'],
  ['POD-07', 'pod-a', 'node2', 'pod-a|node1', 'pod-a'],
  ['IN-01', 'other', 'pod-a', 'never', 'other'],
  ['IN-02', 'other', 'node1', 'other', 'other'],
  ['IN-03', 'other', 'node1:30080', 'node1|other', 'node1|other'],
  ['IN-04', 'other', 'node1:30080', 'node1', 'node1'],
  ['IN-05', 'other', 'node1:30081', 'other', 'other'],
  ['IN-06', 'other', 'node2:30081', 'never', 'never'],
  ['IN-07', 'other', 'node1:30082', 'never', 'never'],
  ['OUT-01', 'pod-a', 'other', 'node1', 'pod-a'],
  ['OUT-01', 'pod-c', 'other', 'node2', 'pod-c'],
  ['OUT-02', 'node1', 'other', 'node1', 'node1'],
  ['SVC-01', 'pod-a', 'web', 'node1', 'node1'],
];

const sees = ({ expected }: Expectation): string =>
  expected.outcome.includes('reached') ? (expected.sourceOwner ?? []).join('|') : 'never';

const promised = test.macro((t, [id, from, to, islandSees, flatSees]: Row) => {
  t.is(sees(find(island, id, from, to)), islandSees);
  t.is(sees(find(flat, id, from, to)), flatSees);
});
for (const row of rows)
  test(`${row[0]} ${row[1]} to ${row[2]}: ${row[3]} on an island, ${row[4]} when flat`, promised, row);

test('an island without masquerade lets nothing out', (t) => {
  const { expected, controls } = find(declaredAs(island, { egress: 'none' }), 'OUT-01', 'pod-a', 'other');
  t.deepEqual(expected.absentFrom, ['other']);
  t.deepEqual(
    controls.map(({ from, to }) => `${from} to ${to.label}`),
    ['pod-a to node1', 'node1 to other'],
  );
});

test('every negative has controls from its prober and to its listener, a capture, and more than one try', (t) => {
  const negatives = expectationsOf(island).filter(
    // A flow that goes on across a fault is its own control.
    ({ expected, under }) => expected.absentFrom !== undefined && under?.across === undefined,
  );
  t.true(negatives.length > 0);
  for (const negative of negatives) {
    t.true(
      negative.controls.some(({ from }) => from === negative.flow.from),
      negative.title,
    );
    t.true(negative.tries > 1, negative.title);
    t.true(experimentOf(negative).capture, negative.title);
  }
});

test('a silent drop is neither a refusal nor a route that is missing', (t) => {
  t.deepEqual(find(island, 'IN-06', 'other', 'node2:30081').expected.outcome, ['lost']);
  t.deepEqual(find(island, 'IN-07', 'other', 'node2:30082').expected.outcome, ['refused']);
});

test('the pods’ gateway answers ARP in the textbook, and is silent when strict', (t) => {
  const gateway = "node1's pod gateway";
  t.deepEqual(find(island, 'LEAK-05', 'core', gateway, 'arp').expected.outcome, ['reached']);
  t.deepEqual(find(strict, 'LEAK-05', 'core', gateway, 'arp').expected.outcome, ['lost']);
});

test('a flat network has no pod ranges to leak, but pods that somebody may pretend to be', (t) => {
  t.deepEqual(
    Object.keys(count(flat)).filter((id) => id.startsWith('LEAK')),
    ['LEAK-07', 'LEAK-08', 'LEAK-10'],
  );
});
