import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Cluster, Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const vip = parseLab(readFileSync(new URL('../../labs/10-vip.yaml', import.meta.url), 'utf8'), '10-vip.yaml');

const claims = (lab: Lab, id: string): readonly Expectation[] =>
  expectationsOf(lab, 'vips').filter((claim) => claim.id === id);

const find = (id: string, from: string, to: string, protocol = 'tcp'): Expectation => {
  const found = claims(vip, id).find(
    ({ flow }) => flow.from === from && flow.to.label === to && flow.protocol === protocol,
  );
  if (found === undefined) throw new Error(`no ${id} from ${from} to ${to}`);
  return found;
};

const withCluster = (lab: Lab, more: Partial<Cluster>): Lab => ({
  ...lab,
  clusters: lab.clusters.map((one) => ({ ...one, ...more })),
});

test('the lab has every claim of its catalogue rows', (t) => {
  const count = (id: string): number => claims(vip, id).length;
  // web and shop, over TCP and UDP.
  t.is(count('IN-09'), 4);
  // 3 VIPs that are served on 2 ports, one on 3, and next to them an address in each of 2 blocks, over TCP and UDP.
  t.is(count('IN-10'), 22);
  // As IN-09, and mail, which ARP announces.
  t.is(count('IN-11'), 6);
  // 4 pods to shop over TCP and UDP, and to mail over TCP.
  t.is(count('IN-15'), 12);
});

test('titles are unique', (t) => {
  const titles = expectationsOf(vip).map(({ title }) => title);
  t.is(new Set(titles).size, titles.length);
});

test('two VIPs with one port are told apart by who answers', (t) => {
  t.deepEqual(find('IN-09', 'other', '10.200.0.1:80').expected.responder, ['pod-a', 'pod-c']);
  t.deepEqual(find('IN-09', 'other', '10.200.0.2:80').expected.responder, ['pod-d']);
  t.deepEqual(
    claims(vip, 'IN-09').filter(({ flow }) => flow.to.port === 25),
    [],
  );
});

test('policy Local keeps the very address of the client, Cluster shows a node of the cluster', (t) => {
  t.is(find('IN-11', 'other', '10.200.0.2:80').expected.sourceSeen, '10.128.1.1');
  t.deepEqual(find('IN-11', 'other', '10.200.0.1:80').expected.sourceOwner, ['node1', 'node2', 'other']);
});

test('only a node with an endpoint announces a VIP with policy Local', (t) => {
  t.deepEqual(find('IN-11', 'core', 'vip of mail', 'arp').expected.responder, ['node1']);
  t.deepEqual(find('IN-10', 'other', '10.200.0.2:81').expected.responder, ['node2']);
  t.deepEqual(find('IN-10', 'other', '10.200.0.1:81').expected.responder, ['node1', 'node2']);
});

test('what is not served arrives at no pod, and nowhere twice', (t) => {
  for (const { expected, controls, title } of claims(vip, 'IN-10')) {
    t.deepEqual(expected.absentFrom, ['pod-a', 'pod-b', 'pod-c', 'pod-d'], title);
    t.true(expected.singlePass, title);
    t.true(controls.length > 0, title);
  }
});

test('what is next to a VIP and nobody has must end, too, wherever', (t) => {
  const beside = claims(vip, 'IN-10').filter(({ title }) => title.includes('next to'));
  t.deepEqual(
    beside.map(({ flow }) => `${flow.to.label} ${flow.protocol}`),
    ['10.200.0.4:80 tcp', '10.200.0.4:80 udp', '10.240.0.101:25 tcp', '10.240.0.101:25 udp'],
  );
  for (const { expected } of beside) t.deepEqual(expected.outcome, ['refused', 'unreachable', 'lost']);
});

test('a VIP that nobody serves has no open port', (t) => {
  t.deepEqual(
    claims(vip, 'IN-10').flatMap(({ flow }) =>
      flow.to.address === '10.200.0.3' && flow.protocol === 'udp' ? [flow.to.port] : [],
    ),
    [80, 81, 8080],
  );
});

test('what is not served is refused by a node that may serve it, or is lost there', (t) => {
  const { expected } = find('IN-10', 'other', '10.200.0.2:81');
  t.deepEqual(expected.outcome, ['refused', 'unreachable', 'lost']);
  t.deepEqual(expected.lostAt, ['node2']);
});

test('where no node may serve it, no node is asked to refuse', (t) => {
  const local = withCluster(vip, {
    services: (vip.clusters[0]?.services ?? []).map((one) => ({ ...one, externalTrafficPolicy: 'Local' })),
  });
  const nobodys = claims(local, 'IN-10').filter(({ flow }) => flow.to.address === '10.200.0.3');
  t.true(nobodys.length > 0);
  for (const { expected } of nobodys) t.deepEqual(expected.outcome, ['unreachable', 'lost']);
});

test('without VIPs nothing is claimed of them', (t) => {
  const services = (vip.clusters[0]?.services ?? []).map((one) => ({ ...one, vip: null }));
  t.deepEqual(expectationsOf(withCluster(vip, { services }), 'vips'), []);
});
