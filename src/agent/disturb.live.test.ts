// A lab is disturbed, and mended again whatever happens; where it is not, nothing is believed of it any more.

import test from 'ava';
import { rootless } from '../../conformance/support/rootless.ts';
import type { LabError } from '../errors.ts';
import { experimentOf, expectationsOf } from '../model/expectations.ts';
import { disturbanceOf } from '../plan/disturbance.ts';
import { islandLab } from '../plan/fixture.ts';
import type { Change } from '../plan/step.ts';
import { blueprintOf } from './blueprint.ts';
import { type AgentConnection, connectAgent, startAgent } from './client.ts';

const lab = islandLab();
const nodeDown = disturbanceOf(lab, { kind: 'node-down', node: 'node2' });

/** pod-a calls pod-c, which runs on node2. */
const experiments = expectationsOf(lab)
  .filter(
    ({ id, flow }) => id === 'POD-03' && flow.protocol === 'udp' && flow.from === 'pod-a' && flow.to.label === 'pod-c',
  )
  .map(experimentOf);

const outcomes = async (agent: Pick<AgentConnection, 'request'>): Promise<readonly string[]> =>
  (await agent.request('observe', { experiments })).observations.flat().map(({ outcome }) => outcome);

const down = (netns: string, link: string): Change => ({ do: 'link.down', netns, link, why: 'the test wants it' });

const loaded = (ruleset: string): Change => ({ do: 'nft.load', netns: 'node1', ruleset, why: 'the test wants it' });

test('a node is down while it is looked at, and up again after it', async (t) => {
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'test'));
  const { observations, trouble } = await agent.request('disturb', { disturbance: nodeDown, experiments });
  t.is(trouble, null);
  t.deepEqual(
    observations.flat().map(({ outcome }) => outcome),
    ['lost'],
  );
  t.deepEqual(await outcomes(agent), ['reached']);
});

test('what could be broken only half-way is mended, and nothing was seen', async (t) => {
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'test'));
  const disturbance = { ...nodeDown, breaks: [...nodeDown.breaks, down('node2', 'eth7')] };
  const answer = await agent.request('disturb', { disturbance, experiments });
  t.deepEqual(answer.observations, []);
  t.regex(answer.trouble ?? '', /could not be brought about: .* there is no link named eth7/);
  t.true(answer.mended);
  t.deepEqual(await outcomes(agent), ['reached']);
});

test('a lab that was not mended says so, and is not looked at any more', async (t) => {
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'test'));
  const disturbance = { ...nodeDown, mends: nodeDown.mends.slice(0, 1) };
  const { trouble, mended } = await agent.request('disturb', { disturbance, experiments });
  t.false(mended);
  t.regex(trouble ?? '', /could not be mended: .*net-east/);
  t.is((await agent.request('describe', {})).state, 'broken');
  await t.throwsAsync<LabError>(outcomes(agent), { message: /the lab is not what it was/ });
});

test('rules that were changed and not mended are noticed, after they have been looked at once already', async (t) => {
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'test'));
  const touched = { ...nodeDown, breaks: [...nodeDown.breaks, loaded('')] };
  t.true((await agent.request('disturb', { disturbance: touched, experiments })).mended);
  const rules = { ...touched, breaks: [loaded('table ip lefthere { }\n')] };
  const { trouble } = await agent.request('disturb', { disturbance: rules, experiments });
  t.regex(trouble ?? '', /could not be mended: node1 has got table ip lefthere/);
});

test('whoever asked for it may hang up: the lab is mended all the same', async (t) => {
  const name = `disturbed-${process.pid}`;
  await using agent = startAgent({ rootless });
  await agent.serveAs(name);
  await agent.request('build', blueprintOf(lab, 'test'));
  {
    await using other = await connectAgent(name);
    const asked = other?.request('disturb', { disturbance: nodeDown, experiments });
    asked?.catch(() => undefined);
    // Answered after the request before it was read.
    await other?.request('describe', {});
  }
  t.deepEqual(await outcomes(agent), ['reached']);
});
