// Which source ports translated connections get, as nft reads it.

import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';

const rulesAt = (lab: Lab, machine: string): readonly string[] =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === machine ? step.ruleset.split('\n') : []))
    .map((line) => line.trim())
    .filter((line) => /oifname "eth0".*(masquerade|snat)/.test(line));

const withCluster = (lab: Lab, change: Partial<Lab['clusters'][0]>): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, ...change })),
});

const out = 'ip saddr 10.0.1.0/24 ip daddr != 10.0.0.0/16 oifname "eth0"';

test('textbook: whichever the kernel chooses', (t) => {
  t.deepEqual(rulesAt(islandLab(), 'node1'), [`${out} masquerade`]);
});
test('strict: none that is a NodePort, and what has no ports as ever', (t) => {
  t.deepEqual(rulesAt({ ...islandLab(), profile: 'strict' }, 'node1'), [
    `${out} meta l4proto { tcp, udp } masquerade to :32768-65535`,
    `${out} masquerade`,
  ]);
});
test('as the lab says, a range or one alone', (t) => {
  const rules = (first: number, last: number): readonly string[] =>
    rulesAt(withCluster(islandLab(), { masqueradePorts: { first, last } }), 'node1');
  t.is(rules(61_000, 61_031)[0], `${out} meta l4proto { tcp, udp } masquerade to :61000-61031`);
  t.is(rules(61_000, 61_000)[0], `${out} meta l4proto { tcp, udp } masquerade to :61000`);
});
test('by an egress gateway too, in both families', (t) => {
  const egressGateway = { node: 'node1', addresses: ['10.240.0.100', 'fd00:f0::1'], pods: ['pod-a'] };
  const lab = withCluster(islandLab('dual'), { egressGateway, masqueradePorts: { first: 61_000, last: 61_031 } });
  const translated = rulesAt(lab, 'node1').filter((rule) => rule.includes(' snat to '));
  t.deepEqual(
    translated.map((rule) => rule.replace(/^.*oifname "eth0" /, '')),
    [
      'meta l4proto { tcp, udp } snat to 10.240.0.100:61000-61031',
      'snat to 10.240.0.100',
      'meta l4proto { tcp, udp } snat to [fd00:f0::1]:61000-61031',
      'snat to fd00:f0::1',
    ],
  );
});
