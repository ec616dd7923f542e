import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import type { MasqueradeException } from '../spec/ways-out.ts';
import { flatLab, islandLab } from './fixture.ts';
import { planOf } from './plan.ts';
import { commandOf } from './shell.ts';

const back = (cidr: string): MasqueradeException => ({ cidr, routedBack: true });

const excepting = (lab: Lab, ...masqueradeExceptions: readonly MasqueradeException[]): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, masqueradeExceptions })),
});

const waysBack = (lab: Lab): readonly string[] =>
  planOf(lab).steps.flatMap((step) =>
    step.netns === 'core' && (step.do === 'rule.add' || (step.do === 'route.add' && step.table !== undefined))
      ? [commandOf(step).replace('ip -n core ', '')]
      : [],
  );

const rulesOf = (lab: Lab, node: string): string =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === node ? [step.ruleset] : []))
    .join('');

test('an exception comes before the masquerade, a family at a time', (t) => {
  const rules = rulesOf(excepting(islandLab('dual'), back('10.128.0.0/16'), back('fd00:80::/32')), 'node1');
  t.regex(rules, /ip saddr 10.0.1.0\/24 ip daddr 10.128.0.0\/16 oifname "eth0" accept\n[^}]*oifname "eth0" masquerade/);
  t.regex(rules, /ip6 saddr fd00:0:0:1::\/64 ip6 daddr fd00:80::\/32 oifname "eth0" accept\n/);
});

test('only answers from there find the way back, by a table of the cluster', (t) => {
  t.deepEqual(waysBack(excepting(islandLab('ipv4'), back('10.128.0.0/16'))), [
    'route add 10.0.1.0/24 via 10.240.0.1 table 1000',
    'route add 10.0.2.0/24 via 10.240.0.2 table 1000',
    'rule add priority 100 from 10.128.0.0/16 table 1000',
  ]);
  t.is(waysBack(excepting(islandLab('dual'), back('fd00:80::/32'))).length, 3);
});

test('where nobody is to know the way, nobody does', (t) => {
  t.deepEqual(waysBack(excepting(islandLab('ipv4'), { cidr: '10.128.0.0/16', routedBack: false })), []);
  t.deepEqual(waysBack(excepting(flatLab('ipv4'), back('10.128.0.0/16'))), []);
});
