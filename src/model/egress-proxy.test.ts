import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

const path = new URL('../../labs/16-egress-proxy.yaml', import.meta.url);
const text = readFileSync(path, 'utf8');
const lab = parseLab(text, '16-egress-proxy.yaml');

const claims = (id: string, where: Lab = lab): readonly Expectation[] =>
  expectationsOf(where, 'egressProxies').filter((one) => one.id === id);

const claimed = (id: string, ...[from, to, kind, family = 4]: readonly (string | number)[]): Expectation => {
  const found = claims(id).find(
    ({ flow }) =>
      flow.from === from &&
      flow.to.label === to &&
      flow.through?.kind === kind &&
      flow.family === family &&
      flow.through?.address.includes(':') === (family === 6),
  );
  if (found === undefined) throw new Error(`no ${id} from ${from} to ${to} by ${kind}`);
  return found;
};

test('the far end knows the proxy by the family in which it goes on', (t) => {
  for (const [family, sourceSeen] of [
    [4, '10.128.2.1'],
    [6, 'fd00:128:2::1'],
  ] as const)
    t.deepEqual(claimed('OUT-08', 'pod-a', 'other', 'connect', family).expected, {
      ...{ outcome: ['reached'], responder: ['other'], sourceOwner: ['gate'], sourceSeen },
    });
  t.is(claimed('OUT-08', 'pod-a', 'bank', 'socks5').expected.sourceSeen, '10.240.0.2');
});

test('one may ask in one family to go on in the other', (t) => {
  const crossed = claims('OUT-08').filter(({ flow }) => (flow.family === 6) !== flow.through?.address.includes(':'));
  t.true(crossed.some(({ flow }) => flow.family === 6) && crossed.some(({ flow }) => flow.family === 4));
});

test('where it may not go it says so, and goes on elsewhere', (t) => {
  const { expected, controls } = claimed('OUT-10', 'pod-a', 'bank', 'connect');
  t.deepEqual(expected, { outcome: ['denied'], responder: ['gate'], proxySaid: 'HTTP 403', absentFrom: ['bank'] });
  t.deepEqual(
    controls.map(({ from, to, through }) => `${from} ${to.label} ${through?.kind ?? 'directly'}`),
    ['pod-a other connect', 'node1 bank directly'],
  );
  t.false(claims('OUT-10').some(({ flow }) => flow.through?.machine === 'node2'));
});

test('it does not lead back to pods, Services, or itself', (t) => {
  const asked = claims('OUT-11').filter(({ flow }) => flow.from === 'pod-a' && flow.through?.address === '10.128.2.1');
  t.deepEqual(
    new Set(asked.map(({ flow }) => flow.to.label)),
    new Set(['pod-d', 'web', 'gate at 10.128.2.1', 'gate at 127.0.0.1']),
  );
  t.deepEqual(claimed('OUT-11', 'pod-a', 'pod-d', 'socks5').expected.proxySaid, 'SOCKS 2');
});

test('datagrams are for SOCKS to refuse', (t) => {
  t.true(claims('OUT-12').every(({ flow, expected }) => flow.protocol === 'udp' && expected.proxySaid === 'SOCKS 7'));
  t.false(claims('OUT-12').some(({ flow }) => flow.through?.kind === 'connect'));
});

test('without the proxy nobody leaves by it, whoever does not run on its node', (t) => {
  const gone = claims('OUT-13').map(({ under, flow }) => `${under?.fault.kind} ${flow.through?.machine} ${flow.from}`);
  t.deepEqual(new Set(gone), new Set(['node-down gate pod-a', 'node-down gate pod-c', 'node-down node2 pod-a']));
});

test('directly nobody gets out, unless egress is masquerade', (t) => {
  t.deepEqual(new Set(claims('OUT-09').map(({ flow }) => flow.to.label)), new Set(['gate', 'other', 'bank']));
  t.deepEqual(claims('OUT-09', parseLab(text.replace('egress: proxy', 'egress: masquerade'), 'x.yaml')), []);
});

test('a proxy on a pod is seen as its node, and leaves directly, too', (t) => {
  const onPod = parseLab(text.replace('node2: { socks5', 'pod-d: { socks5'), 'x.yaml');
  const claim = claims('OUT-08', onPod).find(({ flow }) => flow.through?.machine === 'pod-d' && flow.family === 4);
  t.deepEqual(claim?.expected.sourceOwner, ['node2']);
  t.is(claim?.expected.sourceSeen, '10.240.0.2');
  const direct = expectationsOf(onPod, 'outbound').find(
    ({ flow }) => flow.from === 'pod-d' && flow.to.label === 'bank',
  );
  t.deepEqual(direct?.expected.sourceOwner, ['node2']);
});
