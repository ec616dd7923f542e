// Labs at the edge: two families, and parts that a lab may lack.

import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const parse = (network: string, east: string): Lab =>
  parseLab(`name: edge\nnetwork: ${network}\nclusters:\n  east: ${east}\n`, 'edge.yaml');

const outside = '{ cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }';

const dual = parse(
  '{ cidr: [10.0.0.0/8, fd00::/16], hosts: { other: [10.128.1.1, fd00:128::1] } }',
  `{ model: island, podCidr: [10.0.0.0/16, "fd00:1::/48"], nodeCidr: [10.240.0.0/16, "fd00:240::/64"], nodes: 2,
     podsPerNode: 2, services: { web: { port: 80, endpoints: [pod-1-1, pod-2-1], nodePort: 30080 } } }`,
);

const idsOf = (claims: readonly Expectation[]): readonly string[] =>
  [...new Set(claims.map(({ id }) => id))].toSorted();

const inFamily = (lab: Lab, family: 4 | 6): readonly Expectation[] =>
  expectationsOf(lab).filter(({ flow }) => flow.family === family);

test('with two families everything is claimed of both, except what is IPv4’s alone, or of the one table for both', (t) => {
  t.deepEqual(
    idsOf(inFamily(dual, 6)),
    idsOf(inFamily(dual, 4)).filter((id) => !['LEAK-08', 'NAT-02', 'NAT-08'].includes(id)),
  );
});

test('a claim of one family is proven in that family alone', (t) => {
  for (const { title, flow, controls } of expectationsOf(dual))
    t.true(
      controls.every(({ family }) => family === flow.family),
      title,
    );
});

test('titles are unique with two families too', (t) => {
  const titles = expectationsOf(dual).map(({ title }) => title);
  t.is(new Set(titles).size, titles.length);
});

test('a pod alone claims what it can: itself, its node, and the way out', (t) => {
  const alone = parse(outside, '{ model: island, podCidr: 10.0.0.0/16, nodes: 1, podsPerNode: 1 }');
  t.deepEqual(idsOf(expectationsOf(alone)), [
    ...[
      'FAIL-02',
      'FAIL-04',
      'ICMP-01',
      'IN-01',
      'IN-02',
      'LEAK-01',
      'LEAK-03',
      'LEAK-04',
      'LEAK-05',
      'LEAK-06',
      'LEAK-07',
      'LEAK-08',
      'LEAK-11',
      'MTU-01',
      'MTU-03',
      'NAT-01',
      'NAT-02',
    ],
    ...['NAT-04', 'NAT-05', 'NAT-07', 'NAT-08', 'OUT-01', 'OUT-02', 'OUT-06', 'POD-01', 'POD-04', 'POD-06'],
    ...['PROTO-01', 'PROTO-02', 'PROTO-03'],
  ]);
});

test('with nobody outside nothing is claimed of the outside', (t) => {
  const lonely = parse('{ cidr: 10.0.0.0/8 }', '{ model: island, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 1 }');
  const claims = expectationsOf(lonely);
  t.true(claims.length > 0);
  t.deepEqual(
    claims.filter(({ id }) => /^(IN|OUT)/.test(id)),
    [],
  );
});

test('a Service whose policy is Local and whose endpoints are on one node has one node to be silent', (t) => {
  const local = parse(
    outside,
    `{ model: island, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 1, services:
       { web: { port: 80, endpoints: [pod-1-1], nodePort: 30080, externalTrafficPolicy: Local } } }`,
  );
  const entered = (id: string): readonly string[] =>
    expectationsOf(local).flatMap((claim) => (claim.id === id ? [claim.flow.to.label] : []));
  t.deepEqual(new Set(entered('IN-05')), new Set(['node1:30080']));
  t.deepEqual(new Set(entered('IN-06')), new Set(['node2:30080']));
});

test('a cluster too large to try every pair is sampled, the same way each time', (t) => {
  const large = parse(outside, '{ model: island, podCidr: 10.0.0.0/16, nodes: 4, podsPerNode: 50 }');
  const pairs = (): readonly string[] =>
    expectationsOf(large).flatMap(({ id, flow }) =>
      id === 'POD-03' && flow.protocol === 'tcp' ? [`${flow.from} ${flow.to.label}`] : [],
    );
  t.is(new Set(pairs()).size, 128);
  t.deepEqual(pairs(), pairs());
});
