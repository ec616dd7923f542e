import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import type { EgressProxy } from '../spec/ways-out.ts';
import { egressProxiesOf } from './egress-proxy.ts';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';

const outer: EgressProxy = {
  ...{ machine: 'other', is: 'host', addresses: ['10.128.1.1', 'fd00:80::1'] },
  ...{ connect: 3128, socks5: 1080, allow: ['10.128.0.0/16'] },
};
const onNode: EgressProxy = { ...outer, machine: 'node2', is: 'node', addresses: ['10.240.0.2'], connect: null };
const onPod: EgressProxy = { ...outer, machine: 'pod-d', is: 'pod', addresses: ['10.0.2.2'], connect: null };

const withProxies = (...egressProxies: readonly EgressProxy[]): Lab => {
  const lab = islandLab('dual');
  return { ...lab, clusters: lab.clusters.map((one) => ({ ...one, egress: 'proxy', egressProxies })) };
};

const rulesOf = (lab: Lab, node: string): string =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === node ? [step.ruleset] : []))
    .join('');

test('a proxy listens on every address of its machine, for every word that it knows', (t) => {
  t.deepEqual(
    egressProxiesOf(withProxies(outer)).map(
      ({ machine, listen, kind }) => `${machine} ${listen.address} ${listen.port} ${kind}`,
    ),
    [
      'other 10.128.1.1 3128 connect',
      'other fd00:80::1 3128 connect',
      'other 10.128.1.1 1080 socks5',
      'other fd00:80::1 1080 socks5',
    ],
  );
});

test('it leads neither to pods and Services nor to itself', (t) => {
  const [proxy] = egressProxiesOf(withProxies(onNode));
  t.deepEqual(proxy?.kind === 'socks5' ? proxy.deny : [], [
    ...[
      '10.0.0.0/16',
      'fd00::/48',
      '172.30.0.0/16',
      'fd30::/112',
      '10.240.0.2/32',
      '10.0.2.254/32',
      'fd00:0:0:2::ffff/128',
    ],
    ...['127.0.0.0/8', '::1/128'],
  ]);
});

test('nodes let pods as far as a proxy out there, before they let nobody out', (t) => {
  const rules = rulesOf(withProxies(outer), 'node1');
  t.regex(
    rules,
    /ip daddr \. tcp dport \{ 10.128.1.1 \. 3128, 10.128.1.1 \. 1080 \} ct state != invalid accept\n[^}]*\n.*reject/,
  );
  t.regex(rules, /ip6 daddr \. tcp dport \{ fd00:80::1 \. 3128, fd00:80::1 \. 1080 \} masquerade/);
});

test('a proxy on a node needs no way, and one on a pod has its own', (t) => {
  t.notRegex(rulesOf(withProxies(onNode), 'node1'), /tcp dport|ct state != invalid/);
  t.regex(rulesOf(withProxies(onPod), 'node2'), /ip saddr 10.0.2.2 ct state != invalid accept/);
  t.regex(rulesOf(withProxies(onPod), 'node2'), /ip saddr 10.0.2.2 ip daddr != 10.0.0.0\/16 masquerade/);
  t.notRegex(rulesOf(withProxies(onPod), 'node1'), /10.0.2.2 ct state/);
});
