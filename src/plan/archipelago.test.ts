// The archipelago's plan: one network for all members, and nobody else's rules in it.

import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { planOf } from './plan.ts';
import type { StepOf } from './step.ts';

const lab = (more: { readonly profile?: string; readonly egress?: string } = {}): Lab => {
  const of = (name: string, podCidr: string): string =>
    `{ model: archipelago, archipelago: ${name}, podCidr: ${podCidr}, nodes: 1, egress: ${more.egress ?? 'masquerade'} }`;
  return parseLab(
    `name: x\nprofile: ${more.profile ?? 'textbook'}\nnetwork: { cidr: 10.0.0.0/8 }\nclusters:
  a: ${of('north', '10.0.0.0/16')}
  far: ${of('south', '10.0.0.0/16')}
  b: ${of('north', '10.1.0.0/16')}\n`,
    'x.yaml',
  );
};

const plan = planOf(lab());

const rulesOf = (built: Lab, node: string): string =>
  planOf(built)
    .steps.filter((step): step is StepOf<'nft.load'> => step.do === 'nft.load' && step.netns === node)
    .map(({ ruleset }) => ruleset)
    .join('');

test('there is one switch an archipelago, of no cluster in particular', (t) => {
  t.deepEqual(
    plan.machines.filter(({ kind }) => kind === 'switch').map(({ name, cluster }) => [name, cluster]),
    [
      ['net-north', null],
      ['net-south', null],
    ],
  );
});

test('the nodes of all members are plugged into it, and no others', (t) => {
  const plugged = plan.steps.flatMap((step) => (step.do === 'link.master' ? [`${step.netns} ${step.link}`] : []));
  t.deepEqual(
    plugged.filter((port) => port.startsWith('net-')),
    ['net-north a-node1', 'net-north b-node1', 'net-south far-node1'],
  );
});

test('a node has a way to the pods of other members, and to no other archipelago', (t) => {
  const ways = (netns: string): readonly string[] =>
    plan.steps.flatMap((step) =>
      step.do === 'route.add' && step.netns === netns && step.link === 'eth1' ? [`${step.to} via ${step.via}`] : [],
    );
  t.deepEqual(ways('a-node1'), ['10.1.1.0/24 via 10.1.1.254']);
  t.deepEqual(ways('b-node1'), ['10.0.1.0/24 via 10.0.1.254']);
  t.deepEqual(ways('far-node1'), []);
});

test('an unused address of any member’s range ends at the node', (t) => {
  t.deepEqual(
    plan.steps.flatMap((step) =>
      step.do === 'route.add' && step.netns === 'a-node1' && step.type === 'unreachable' ? [step.to] : [],
    ),
    ['10.0.0.0/16', '10.1.0.0/16'],
  );
});

test('every member leaves the pods of every other one alone when it masquerades', (t) => {
  for (const node of ['a-node1', 'b-node1'])
    t.regex(rulesOf(lab(), node), /daddr != \{ 10\.0\.0\.0\/16, 10\.1\.0\.0\/16 \} oifname "eth0" masquerade/);
  t.regex(rulesOf(lab(), 'far-node1'), /daddr != 10\.0\.0\.0\/16 oifname "eth0" masquerade/);
});

test('without egress the nodes of the archipelago can still be reached', (t) => {
  t.regex(
    rulesOf(lab({ egress: 'none' }), 'a-node1'),
    /daddr != \{ 10\.240\.0\.1, 10\.240\.0\.3 \} ct state .* reject/,
  );
});

test('strict: nobody gets to a pod of any member by a route to this one', (t) => {
  t.regex(
    rulesOf(lab({ profile: 'strict' }), 'a-node1'),
    /iifname "eth0" ip daddr \{ 10\.0\.0\.0\/16, 10\.1\.0\.0\/16 \} ct state new/,
  );
});
