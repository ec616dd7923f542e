// What is claimed of translation, in labs that differ in what it depends on.

import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const parse = (cluster: string, profile = 'textbook'): Lab =>
  parseLab(
    `name: nat\nprofile: ${profile}\nnetwork: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }\nclusters: { east: { podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2, ${cluster} } }\n`,
    'nat.yaml',
  );

const web = 'services: { web: { port: 80, endpoints: [pod-1-1, pod-2-1], nodePort: 30080 } }';

const of = (lab: Lab, id: string): readonly Expectation[] => expectationsOf(lab).filter((claim) => claim.id === id);

const trackedIn = (lab: Lab): readonly string[] => [
  ...new Set(of(lab, 'NAT-01').flatMap(({ expected }) => expected.trackedAt ?? [])),
];

test('a flat cluster without Services has nothing to translate, and keeps no book', (t) => {
  t.true(of(parse('model: flat'), 'NAT-01').length > 0);
  t.deepEqual(trackedIn(parse('model: flat')), []);
});
test('a flat cluster with Services keeps one, and so does a strict one', (t) => {
  t.deepEqual(trackedIn(parse(`model: flat, ${web}`)), ['node1', 'node2']);
  t.deepEqual(trackedIn(parse('model: flat', 'strict')), ['node1', 'node2']);
});
test('a flat cluster keeps one where pods run that leave by an egress gateway, and there, which translates', (t) => {
  const three = (pods: string): Lab => parse(`model: flat, egressGateway: { node: node2, pods: [${pods}] }`);
  t.deepEqual(trackedIn(three('pod-1-2')), ['node1', 'node2']);
  t.deepEqual(trackedIn(three('pod-2-1')), ['node2']);
  const out = of(three('pod-1-1'), 'NAT-01').find(({ title }) => title.startsWith('pod-1-1 calls other'));
  t.deepEqual(out?.expected.trackedAt, ['node1', 'node2']);
  t.deepEqual(out?.expected.translatedAt, ['node2']);
});
test('an island keeps one whatever passes, and translates only what leaves', (t) => {
  const claims = of(parse('model: island'), 'NAT-01');
  const between = claims.find(({ title }) => title.startsWith('pod-1-1 calls pod-2-1'));
  t.deepEqual(between?.expected.trackedAt, ['node1', 'node2']);
  t.deepEqual(between?.expected.translatedAt, []);
  const out = claims.find(({ title }) => title.startsWith('pod-1-1 calls other'));
  t.deepEqual(out?.expected.translatedAt, ['node1']);
});
test('whoever leaves by an egress gateway is kept by two nodes, and translated by the second', (t) => {
  const lab = parse('model: island, egressGateway: { node: node2, pods: [pod-1-1] }');
  const out = of(lab, 'NAT-01').find(({ title }) => title.startsWith('pod-1-1 calls other'));
  t.deepEqual(out?.expected.trackedAt, ['node1', 'node2']);
  t.deepEqual(out?.expected.translatedAt, ['node2']);
});

test('who is not translated has no port to be given', (t) => {
  const ids = new Set(expectationsOf(parse(`model: flat, ${web}`)).map(({ id }) => id));
  for (const id of ['NAT-03', 'NAT-04', 'NAT-05', 'NAT-06', 'NAT-07']) t.false(ids.has(id), id);
});

const ports = (lab: Lab) => of(lab, 'NAT-07').map(({ expected }) => expected.sourcePort ?? expected.sourcePortOutside);

test('a NodePort is lent as default Linux does it, and never where the lab is strict or says which ports there are', (t) => {
  t.deepEqual(ports(parse('model: island')), [30_080, 30_080, 30_080, 30_080]);
  const never = [30_000, 32_767] as const;
  t.deepEqual(ports(parse('model: island', 'strict')), [never, never, never, never]);
  t.deepEqual(ports(parse('model: island, masqueradePorts: 61000-61031')), [never, never, never, never]);
});

test('idle timers are at least Linux’s own, or what is asked for, whichever the lab declares', (t) => {
  const udp = (lab: Lab) => of(lab, 'NAT-02')[0]?.expected.settings?.[0];
  const asks = { atLeast: 120, who: 'RFC 4787 REQ-5' };
  const key = 'net.netfilter.nf_conntrack_udp_timeout';
  t.deepEqual(udp(parse('model: island')), { key, atLeast: 30, usual: 30, asks });
  t.deepEqual(udp(parse('model: island', 'strict')), { key, atLeast: 120, asks });
});

const callers = (lab: Lab, id: string): readonly string[] => [...new Set(of(lab, id).map(({ flow }) => flow.from))];

test('one pod of each node speaks for all that are seen as it, and not the first one everywhere', (t) => {
  const lab = parse('model: island');
  for (const id of ['NAT-04', 'NAT-07', 'ICMP-01']) t.deepEqual(callers(lab, id), ['pod-1-1', 'pod-2-2'], id);
  t.deepEqual(callers(lab, 'NAT-03'), ['pod-1-1', 'pod-1-2', 'pod-2-2', 'pod-2-1']);
  const listening = new Set(of(lab, 'NAT-05').flatMap(({ flow }) => flow.to.machines));
  t.deepEqual([...listening], ['pod-1-1', 'pod-2-2']);
});

test('whoever is seen as the egress gateway is spoken for by one of them', (t) => {
  const lab = parse('model: island, egressGateway: { node: node2, pods: [pod-1-1, pod-2-2] }');
  t.deepEqual(callers(lab, 'NAT-07'), ['pod-1-2', 'pod-2-1', 'pod-1-1']);
  t.deepEqual(callers(lab, 'ICMP-01'), ['pod-1-2', 'pod-2-1', 'pod-1-1']);
});

test('of many nodes four are tried', (t) => {
  const lab = parseLab(
    'name: nat\nnetwork: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }\nclusters: { east: { podCidr: 10.0.0.0/16, nodes: 9, podsPerNode: 2, model: island } }\n',
    'nat.yaml',
  );
  for (const id of ['NAT-04', 'NAT-07', 'ICMP-01']) t.is(callers(lab, id).length, 4, id);
});

const skips = (range: string): readonly (string | undefined)[] =>
  of(parse(`model: island, masqueradePorts: ${range}`), 'NAT-06').map(({ skip }) => skip?.replace(/^.*; /, ''));

test('a pool of ports is filled where Linux looks through all of it', (t) => {
  t.deepEqual(skips('61000-61031'), [undefined, undefined, undefined, undefined, undefined, undefined]);
  const few = 'of 5 ports there may be none';
  t.deepEqual(skips('61000-61004'), [undefined, undefined, few, undefined, undefined, few]);
  const random = 'Linux looks through 128 ports at random: of 200 it may find none although some are left';
  t.deepEqual(skips('61000-61199'), [random, random, random, random, random, random]);
  t.deepEqual(of(parse('model: island'), 'NAT-06'), []);
});

test('as many connections are opened before as there are ports', (t) => {
  const [lost] = of(parse('model: island, masqueradePorts: 61000-61031'), 'NAT-06');
  t.is(lost?.series?.earlier.length, 32);
  t.deepEqual(lost?.series?.counting, ['node1']);
});

test('errors are claimed along the way that packets take', (t) => {
  const askers = (lab: Lab): readonly (string | undefined)[] =>
    of(lab, 'ICMP-01').flatMap(({ flow, expected }) =>
      flow.protocol === 'udp' && expected.error === 'time exceeded' ? [expected.responder?.join(' ')] : [],
    );
  t.deepEqual(askers(parse('model: island')), ['node1', 'core', 'node2', 'core']);
  t.deepEqual(askers(parse('model: island, egressGateway: { node: node2, pods: [pod-1-1] }')), [
    ...['node1', 'core'],
    ...['node2', 'core'],
    ...['node1', 'node2', 'core'],
  ]);
});
