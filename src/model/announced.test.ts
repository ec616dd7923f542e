import { readFileSync } from 'node:fs';
import test from 'ava';
import { bgpLab, flatLab, islandLab } from '../plan/fixture.ts';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const read = (file: string): Lab =>
  parseLab(readFileSync(new URL(`../../labs/${file}`, import.meta.url), 'utf8'), file);

const vips = read('11-vip-bgp.yaml');

const claims = (lab: Lab): readonly Expectation[] => expectationsOf(lab, 'announced');

const ways = (lab: Lab, id: string): readonly string[] =>
  claims(lab)
    .filter((claim) => claim.id === id && claim.flow.protocol === 'fib' && claim.under === undefined)
    .map(({ flow, expected }) => `${flow.to.label}: ${expected.outcome.join(' ')}`);

test('of networks where nobody announces anything nothing is claimed', (t) => {
  for (const lab of [islandLab(), flatLab(), read('10-vip.yaml')]) t.deepEqual(claims(lab), []);
});

test('core leads a range to the node that has it, and not to another', (t) => {
  t.deepEqual(ways(bgpLab(), 'IN-01'), [
    '10.0.1.0/24 by node1: reached',
    '10.0.1.0/24 by node2: unreachable',
    '10.0.2.0/24 by node1: unreachable',
    '10.0.2.0/24 by node2: reached',
  ]);
});

test('in a pool it is a pod that core leads to', (t) => {
  const lab = bgpLab();
  const clusters = lab.clusters.map((cluster) => ({
    ...cluster,
    ipam: 'pool' as const,
    nodes: cluster.nodes.map((node) => ({ ...node, podCidrs: [] })),
  }));
  t.deepEqual(ways({ ...lab, clusters }, 'IN-01').slice(0, 2), [
    '10.0.1.1/32 by node1: reached',
    '10.0.1.1/32 by node2: unreachable',
  ]);
});

test('core leads a VIP to all who may serve it, and a Local one only to nodes with an endpoint', (t) => {
  t.deepEqual(ways(vips, 'IN-11'), [
    ...['node1', 'node2', 'node3'].map((node) => `10.200.0.1/32 by ${node}: reached`),
    ...['node1', 'node2'].map((node) => `10.200.0.2/32 by ${node}: reached`),
    '10.200.0.2/32 by node3: unreachable',
    ...['node1', 'node2', 'node3'].map((node) => `10.200.0.3/32 by ${node}: reached`),
  ]);
});

test('one node dies that every VIP can do without, and those are answered that are still there', (t) => {
  const dying = claims(vips).filter(({ under }) => under !== undefined);
  t.deepEqual(
    [...new Set(dying.map(({ under }) => JSON.stringify(under?.fault)))],
    ['{"kind":"node-gone","node":"node1"}'],
  );
  const answers = dying.filter(({ flow }) => flow.protocol === 'tcp');
  t.deepEqual(
    answers.map(({ flow, expected }) => [flow.to.label, expected.responder, expected.sourceOwner]),
    [
      ['10.200.0.1:80', ['pod-d'], ['node2', 'node3', 'other']],
      ['10.200.0.2:80', ['pod-c'], ['other']],
    ],
  );
  t.deepEqual(
    dying
      .filter(({ flow }) => flow.protocol === 'fib')
      .map(({ flow, expected }) => [flow.to.label, ...expected.outcome]),
    [
      ['10.200.0.1/32 by node1', 'unreachable'],
      ['10.200.0.1/32 by node2', 'reached'],
      ['10.200.0.1/32 by node3', 'reached'],
      ['10.200.0.2/32 by node1', 'unreachable'],
      ['10.200.0.2/32 by node2', 'reached'],
    ],
  );
});

test('a VIP that nobody else may serve has no failover to claim', (t) => {
  const clusters = vips.clusters.map((cluster) => ({
    ...cluster,
    services: cluster.services.map((service) => ({ ...service, endpoints: service.endpoints.slice(0, 1) })),
  }));
  const dying = claims({ ...vips, clusters }).filter(({ under }) => under !== undefined);
  t.true(dying.length > 0);
  t.true(dying.every(({ flow }) => !flow.to.label.startsWith('10.200.0.2')));
});

test('in each family each of the elected dies once, and is believed when it is back', (t) => {
  const titles = (...protocols: readonly string[]): readonly string[] =>
    claims(read('32-vip-vrrp.yaml'))
      .filter(({ flow, under }) => protocols.includes(flow.protocol) && under !== undefined)
      .map(({ title }) => title);
  const answering = (question: string, lan: string): readonly string[] => [
    `node2 answers ${question} for ${lan}100 of mail, where it can be served while node1 is gone`,
    `node2 answers ${question} for ${lan}101 of web, where it can be served while node1 is gone`,
    `node1 answers ${question} for ${lan}100 of mail, where it can be served while node2 is gone`,
  ];
  t.deepEqual(titles('arp'), answering('ARP', '10.240.0.'));
  t.deepEqual(titles('ndp'), answering('neighbour solicitations', 'fd00:240::'));
  t.deepEqual(
    titles('tcp').filter((title) => title.includes('[fd00:240::100]:25')),
    [
      'other enters [fd00:240::100]:25, and pod-c of mail answers over TCP on IPv6 while node1 is gone',
      'other enters [fd00:240::100]:25, and pod-b of mail answers over TCP on IPv6 while node2 is gone',
      'other enters [fd00:240::100]:25, and pod-b or pod-c of mail answers over TCP on IPv6 once node1 is back',
      'other enters [fd00:240::100]:25, and pod-b or pod-c of mail answers over TCP on IPv6 once node2 is back',
    ],
  );
});

test('a session is cut and restored: the node’s pods are gone meanwhile, and only they', (t) => {
  const failures = claims(bgpLab()).filter(({ id }) => id === 'FAIL-03');
  t.deepEqual(
    failures.map(({ flow, under, expected }) => [under?.fault.kind, flow.from, flow.to.label, ...expected.outcome]),
    [
      ...['tcp', 'udp', 'icmp'].map(() => ['bgp-cut', 'other', 'pod-a', 'unreachable', 'lost']),
      ['bgp-cut', 'other', 'pod-a', 'reached'],
      ['bgp-cut', 'pod-c', 'pod-a', 'reached'],
      ['bgp-cut', 'other', 'pod-c', 'reached'],
    ],
  );
  t.true(failures.slice(0, 3).every(({ expected, controls }) => expected.singlePass && controls.length === 2));
  t.deepEqual(
    failures.map(({ under }) => under?.across),
    [undefined, undefined, undefined, 'afterwards', 'afterwards', undefined],
  );
});
