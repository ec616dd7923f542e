// A flat network without Services has nothing to translate: no kernel in all of the lab keeps an entry of any connection.

import test from 'ava';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { checkLab } from '../src/agent/check.ts';
import { startAgent } from '../src/agent/client.ts';
import { parseLab } from '../src/spec/parse.ts';
import { rootless } from './support/rootless.ts';

const text = `name: nowhere
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters: { east: { model: flat, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2 } }
`;

test('nobody keeps anything', async (t) => {
  const lab = parseLab(text, 'nowhere.yaml');
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'nowhere.yaml'));
  const { claims } = await checkLab(agent, lab, { only: ({ id }) => id === 'NAT-01' });
  t.true(claims.length > 0);
  for (const { title, verdict, because, expected } of claims) {
    t.deepEqual(expected.trackedAt, [], title);
    t.is(verdict, 'pass', because);
  }
  const { machines } = await agent.request('inspect', {});
  t.deepEqual(
    machines.flatMap(({ tracked }) => tracked),
    [],
  );
});
