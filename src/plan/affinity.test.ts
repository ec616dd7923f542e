import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { islandLab } from './fixture.ts';
import { planOf } from './plan.ts';

const remembering = (families: 'ipv4' | 'dual', seconds = 60): Lab => {
  const lab = islandLab(families);
  return {
    ...lab,
    clusters: lab.clusters.map((cluster) => ({
      ...cluster,
      services: cluster.services.map((service) => ({ ...service, affinitySeconds: seconds })),
    })),
  };
};

const rulesetOf = (lab: Lab, node: string): string =>
  planOf(lab)
    .steps.flatMap((step) => (step.do === 'nft.load' && step.netns === node ? step.ruleset : []))
    .join('');

/** Lines of a chain or a set of the first table that has it. */
const bodyOf = (ruleset: string, head: string): readonly string[] => {
  const [, after = ''] = ruleset.split(`\t${head} {\n`);
  const [body = ''] = after.split('\n\t}\n');
  return body.split('\n').map((line) => line.trim());
};

test('a client is led where it was before, or else anywhere, and is remembered there', (t) => {
  const ruleset = rulesetOf(remembering('ipv4'), 'node1');
  t.deepEqual(bodyOf(ruleset, 'chain service-web'), [
    '# where a client was before, it is led again',
    'ip saddr @affinity-web/pod-a goto endpoint-web/pod-a',
    'ip saddr @affinity-web/pod-c goto endpoint-web/pod-c',
    'numgen random mod 2 vmap { 0 : goto endpoint-web/pod-a, 1 : goto endpoint-web/pod-c }',
  ]);
  t.deepEqual(bodyOf(ruleset, 'chain endpoint-web/pod-c'), [
    'update @affinity-web/pod-c { ip saddr }',
    'meta l4proto { tcp, udp } dnat to 10.0.2.1:8000',
  ]);
  t.deepEqual(bodyOf(ruleset, 'set affinity-web/pod-c'), [
    'type ipv4_addr',
    'size 65535',
    'flags dynamic, timeout',
    'timeout 60s',
  ]);
});

test('policy Local remembers among the endpoints of the node that was entered', (t) => {
  const entered = bodyOf(rulesetOf(remembering('ipv4'), 'node1'), 'chain node-port-local');
  t.deepEqual(entered.slice(-3), [
    '# where a client was before, it is led again',
    'ip saddr @affinity-local/pod-b goto endpoint-local/pod-b',
    'numgen random mod 1 vmap { 0 : goto endpoint-local/pod-b }',
  ]);
});

test('each family remembers its own clients', (t) => {
  const [, six = ''] = rulesetOf(remembering('dual'), 'node1').split('table ip6 ');
  t.true(bodyOf(six, 'set affinity-web/pod-a').includes('type ipv6_addr'));
  t.true(bodyOf(six, 'chain endpoint-web/pod-a').includes('update @affinity-web/pod-a { ip6 saddr }'));
});

test('without affinity nobody is remembered', (t) =>
  t.notRegex(rulesetOf(islandLab('dual'), 'node1'), /affinity|^\tset /m));
