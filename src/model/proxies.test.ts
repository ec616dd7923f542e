import test from 'ava';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const labWith = (words: string, model = 'island'): string => `name: proxied
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"], plain: 10.128.1.2 } }
clusters:
  east:
    model: ${model}
    podCidr: [10.0.0.0/16, "fd00:1::/48"]
    nodeCidr: [10.240.0.0/16, "fd00:240::/64"]
    nodes: 2
    services:
      web: { port: 80, endpoints: [pod-1-1, pod-2-1], nodePort: 30080 }
      shop: { port: 81, targetPort: 8000, endpoints: [pod-2-1], nodePort: 30081, externalTrafficPolicy: Local }
      nobody: { port: 82, endpoints: [], nodePort: 30082 }
    proxies:
      front: { address: [10.128.2.1, "fd00:128:2::1"], ${words} }
`;

const claims = (words: string, model?: string): readonly Expectation[] =>
  expectationsOf(parseLab(labWith(words, model), 'x.yaml'), 'proxies');

/** `IN-13 other front:80 4` */
const short = ({ id, flow }: Expectation): string => `${id} ${flow.from} ${flow.to.label} ${flow.family}`;

const of = (all: readonly Expectation[], from: string, family = 4): readonly Expectation[] =>
  all.filter(({ flow }) => flow.from === from && flow.family === family);

test('every outsider calls every port in each family that both have', (t) => {
  const all = claims('to: pods, listen: { 80: { service: web } }');
  t.deepEqual(all.map(short), ['IN-13 other front:80 4', 'IN-13 other front:80 6', 'IN-13 plain front:80 4']);
});

test('to pods the endpoint sees the proxy, whatever the policy; it is told the client only by PROXY protocol', (t) => {
  const [web, shop] = of(
    claims('to: pods, listen: { 80: { service: web }, 81: { service: shop, proxyProtocol: v1 } }'),
    'other',
  );
  t.like(web?.expected, {
    outcome: ['reached'],
    responder: ['pod-1-1', 'pod-2-1'],
    sourceOwner: ['front'],
    forwardedFor: null,
  });
  t.like(shop?.expected, {
    responder: ['pod-2-1'],
    responderPort: 8000,
    sourceOwner: ['front'],
    forwardedFor: '10.128.1.1',
  });
});

test('to NodePorts the endpoint sees a node or the proxy, and with policy Local the proxy', (t) => {
  const all = of(claims('to: nodePort, listen: { 80: { service: web }, 81: { service: shop } }'), 'other', 6);
  t.deepEqual(
    all.map(({ id }) => id),
    ['IN-12', 'IN-12'],
  );
  t.deepEqual(all[0]?.expected.sourceOwner, ['node1', 'node2', 'front']);
  t.deepEqual(all[1]?.expected.sourceOwner, ['front']);
});

test('where nobody serves, a client is taken in and gets nothing', (t) => {
  const [claim] = of(claims('to: nodePort, listen: { 82: { service: nobody } }'), 'other');
  t.deepEqual(claim?.expected.outcome, ['empty-reply', 'reset']);
  t.deepEqual(
    claim?.controls.map(({ to }) => to.label),
    ['front'],
  );
});

const hosts = 'to: pods, listen: { 80: { hosts: { web.test: web, shop.test: shop, unknown.test: nobody } } }';

test('hostnames select, the client is told, and is not believed about himself', (t) => {
  const all = of(claims(hosts), 'other').filter(({ id }) => id === 'IN-14');
  const [web, shop, nobody, liar, stranger, raw] = all;
  t.is(all.length, 6);
  t.deepEqual(web?.flow.http, { host: 'web.test' });
  t.like(web?.expected, { responder: ['pod-1-1', 'pod-2-1'], responderPort: 80, forwardedFor: '10.128.1.1' });
  t.like(shop?.expected, { responder: ['pod-2-1'], responderPort: 8000, forwardedFor: '10.128.1.1' });
  t.deepEqual(nobody?.expected.outcome, ['bad-gateway']);
  t.deepEqual(liar?.flow.http, { host: 'web.test', forwardedFor: '192.0.2.1' });
  t.is(liar?.expected.forwardedFor, '10.128.1.1');
  t.deepEqual(stranger?.flow.http, { host: 'no.web.test' });
  t.deepEqual(stranger?.expected.outcome, ['not-found']);
  t.is(raw?.flow.http, undefined);
  t.deepEqual(raw?.flow.to.machines, ['pod-1-1', 'pod-2-1', 'pod-2-1']);
  for (const negative of [nobody, stranger, raw])
    t.deepEqual(
      negative?.controls.map(({ to }) => to.label),
      ['web.test at front:80', 'front'],
    );
});

test('the same is claimed on a flat network, and of an isolated cluster by those who stand on its own', (t) => {
  t.deepEqual(claims(hosts, 'flat').map(short), claims(hosts).map(short));
  const isolated = labWith(hosts, 'isolated\n    hosts: { inner: [10.128.1.1, "fd00:128::1"] }');
  const froms = expectationsOf(parseLab(isolated, 'x.yaml'), 'proxies').map(({ flow }) => flow.from);
  t.deepEqual([...new Set(froms)], ['inner']);
});

test('titles are unique', (t) => {
  const titles = claims(hosts).map(({ title }) => title);
  t.is(new Set(titles).size, titles.length);
});
