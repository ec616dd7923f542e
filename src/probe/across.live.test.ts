// Flows that go on across something that happens to the network, in the small island of probe.scenario.ts.

import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import type { Across, Experiment, Flow } from './flow.ts';
import type { Observation } from './observation.ts';
import { observedAcross } from './across.scenario.ts';
import { flowTo } from './probe.scenario.ts';

const scenarios = import.meta.resolve('./across.scenario.ts');

const other = '10.128.1.1';
const forwarding = (rule: string): string =>
  `table inet fault { chain f { type filter hook forward priority 0; ${rule}; }; }`;

const sent = (flow: Flow, across: Across, tries = 1): Experiment => ({
  flow,
  tries,
  controls: [],
  capture: true,
  across,
});

const across = async (experiment: Experiment, rule: string): Promise<readonly Observation[]> => {
  const seen = await runInside(scenarios, observedAcross, { args: [[experiment], 'core', forwarding(rule)] });
  return seen[0] ?? [];
};

const told = (seen: readonly Observation[]): readonly string[] =>
  seen.map(({ when, outcome, responder }) => `${when}: ${outcome}${responder === null ? '' : ` by ${responder}`}`);

const from = (protocol: 'tcp' | 'udp'): Flow => flowTo('pod-a', other, { protocol });

test('flows over UDP are refused meanwhile, and are the same ones after it', async (t) => {
  const seen = await across(sent(from('udp'), 'held', 2), 'ip saddr 10.240.0.1 reject');
  const once = ['before: reached by other', 'during: refused by core', 'after: reached by other'];
  t.deepEqual(told(seen), [...once, ...once]);
  // As it was told, and as it was seen on the way.
  const ports = seen.flatMap(({ sourcePort, evidence }) => [
    ...(sourcePort === null ? [] : [String(sourcePort)]),
    ...(evidence?.hops ?? []).filter(({ machine, part }) => machine === 'core' && part === 'request').map(portOf),
  ]);
  t.is(new Set(ports).size, 2);
});

const portOf = ({ source }: { readonly source: string }): string => source.replace(/.*:/, '');

test('a connection that is reset meanwhile is over', async (t) => {
  const seen = await across(sent(from('tcp'), 'held'), 'ip saddr 10.240.0.1 reject with tcp reset');
  t.deepEqual(
    seen.map(({ outcome }) => outcome),
    ['reached', 'reset', 'reset'],
  );
});

test('a flow over UDP that is held is asked in silence, and then again', async (t) => {
  const seen = await across(sent(from('udp'), 'held'), 'ip saddr 10.240.0.1 drop');
  t.deepEqual(told(seen), ['before: reached by other', 'during: lost', 'after: reached by other']);
  t.deepEqual(seen[1]?.evidence?.seenAt, ['node1', 'core']);
});

test('a connection that is held goes on where a new one could not be opened', async (t) => {
  const seen = await across(sent(from('tcp'), 'held'), 'tcp flags syn drop');
  t.deepEqual(told(seen), ['before: reached by other', 'during: reached by other', 'after: reached by other']);
});

test('what is sent afterwards is sent once, when all is as it was, and captured like anything else', async (t) => {
  const seen = await across(sent(from('udp'), 'afterwards', 2), 'ip saddr 10.240.0.1 drop');
  t.deepEqual(told(seen), ['undefined: reached by other', 'undefined: reached by other']);
  t.true(seen.every(({ evidence }) => evidence?.seenAt.includes('core')));
});

test('a stream passes through every state, and says which packet went through which', async (t) => {
  const seen = await across(sent(from('udp'), 'streamed'), 'ip saddr 10.240.0.1 drop');
  const outcomes = (when: string): readonly string[] => [
    ...new Set(seen.filter((one) => one.when === when).map(({ outcome }) => outcome)),
  ];
  t.deepEqual(outcomes('before'), ['reached']);
  t.true(outcomes('during').includes('lost'));
  t.deepEqual(outcomes('after'), ['reached']);
  t.true(seen.every(({ evidence }) => evidence?.left === true && evidence.captureDrops === 0));
});
