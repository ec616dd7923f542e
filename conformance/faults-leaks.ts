// What a textbook cluster leaks is claimed as a leak: whoever closes one by hand, as a careful administrator would, turns
// that claim red, and no other. So a leak that the kernel of tomorrow no longer has does not go unnoticed either.

import test from 'ava';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { checkLab } from '../src/agent/check.ts';
import { startAgent } from '../src/agent/client.ts';
import { readLab } from '../src/cli/lab-file.ts';
import { experimentOf, expectationsOf } from '../src/model/expectations.ts';
import { disturbanceOf } from '../src/plan/disturbance.ts';
import { planOf } from '../src/plan/plan.ts';
import type { Disturbance } from '../src/plan/step.ts';
import type { Lab } from '../src/spec/lab.ts';
import { judge } from '../src/verdict/judge.ts';
import type { Verdict } from '../src/verdict/verdict.ts';
import { type Row, rule, turnRed } from './support/fault-rows.ts';
import { rootless } from './support/rootless.ts';

const island = { lab: 'island', at: 'node1' };

/** In a chain that comes before conntrack, and before any way is chosen. */
const guard = (words: string): string =>
  `nft 'table ip fault { chain fault { type filter hook prerouting priority raw - 1; ${words}; }; }'`;

const rows: Readonly<Record<string, Row>> = {
  'a node forwards nothing that a neighbour hands to it for a pod': {
    ...island,
    by: rule('forward', 'iifname eth0 ip saddr 10.240.0.254 ct state new ct status & dnat != dnat drop'),
    fails: 'LEAK-01',
  },
  // LEAK-01 too: of a connection that one node takes in and another one answers, each sees but one half.
  'a node lets nothing through that belongs to no connection': {
    ...island,
    by: rule('forward', 'ct state invalid drop'),
    fails: 'LEAK-01 LEAK-03 LEAK-04',
  },
  'a node lets no lone RST in': {
    ...island,
    by: rule('forward', 'iifname eth0 ct state invalid tcp flags == rst drop'),
    fails: 'LEAK-01',
  },
  'a node keeps its other leg to itself': {
    ...island,
    by: rule('input', 'iifname eth0 ip daddr 10.0.1.254 drop'),
    fails: 'LEAK-01',
  },
  'a node lets nothing out that belongs to no connection': {
    ...island,
    by: rule('forward', 'oifname eth0 ip daddr 10.128.1.1 ct state invalid tcp flags != ( psh | ack ) drop'),
    fails: 'LEAK-03',
  },
  'a node lets nothing out of what it has forgotten': {
    ...island,
    by: rule('forward', 'oifname eth0 ip daddr 10.128.1.1 ct state invalid tcp flags == ( psh | ack ) drop'),
    fails: 'LEAK-04',
  },
  'a node takes from its pods only what is theirs': {
    ...island,
    by: guard('iifname "pod-*" fib saddr . iif oif missing drop'),
    fails: 'LEAK-07',
  },
  'a node takes from its neighbours nothing that its pods would send': {
    ...island,
    by: guard('iifname eth0 ip saddr 10.0.0.0/16 drop'),
    fails: 'LEAK-10',
  },
};

turnRed(rows);

const node = 'node1';

const atOnce = (lab: Lab): Disturbance => disturbanceOf(lab, { kind: 'ruleset-reloaded', node });

/** As many a script does it: everything is taken away first, and then there is everything again. */
const inTwoGoes = (lab: Lab): Disturbance => {
  const loads = planOf(lab)
    .steps.filter((step) => step.do === 'nft.load')
    .filter(({ netns }) => netns === node);
  const why = `${node} has no rules for a moment`;
  return { why, breaks: [{ do: 'nft.load', netns: node, ruleset: 'flush ruleset', why }, ...loads], mends: [] };
};

type Way = (lab: Lab) => Disturbance;

const reloaded = test.macro(async (t, name: string, way: Way, verdict: Verdict) => {
  const { lab, source } = await readLab(name);
  const claims = expectationsOf(lab).filter(({ id }) => id === 'LEAK-11');
  t.true(claims.length > 0);
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, source));
  const experiments = claims.map(experimentOf);
  const { observations, trouble } = await agent.request('disturb', { disturbance: way(lab), experiments });
  t.is(trouble, null);
  for (const [at, claim] of claims.entries()) {
    const judged = judge(claim, observations[at] ?? []);
    t.is(judged.verdict, verdict, `${judged.title}: ${judged.because}`);
  }
});
test('LEAK-11 island: a ruleset in one go has no gap', reloaded, 'island', atOnce, 'pass');
test('LEAK-11 island: one in two goes has, and pods are heard of as themselves', reloaded, 'island', inTwoGoes, 'fail');
test('LEAK-11 island-strict: in one go nothing gets through', reloaded, 'island-strict', atOnce, 'pass');
test('LEAK-11 island-strict: in two goes all of it does', reloaded, 'island-strict', inTwoGoes, 'fail');

test('the way in that a neighbour is given is gone with the probe', async (t) => {
  const { lab, source } = await readLab('island');
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, source));
  const waysOf = async (): Promise<unknown> => {
    const { machines } = await agent.request('inspect', { machine: 'core' });
    return machines.map(({ routes, rules }) => ({ routes, rules }));
  };
  const before = await waysOf();
  const { verdict, claims } = await checkLab(agent, lab, { only: ({ id }) => id === 'LEAK-01' });
  t.is(verdict, 'pass');
  t.true(claims.length > 0);
  t.deepEqual(await waysOf(), before);
});
