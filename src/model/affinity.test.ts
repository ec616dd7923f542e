import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { islandLab } from '../plan/fixture.ts';
import type { Expectation } from './expectation.ts';
import { expectationsOf } from './expectations.ts';

/** Two endpoints, and so many more pods on the second node. */
const crowded = (clients: number, affinitySeconds: number): Lab => {
  const lab = islandLab();
  return {
    ...lab,
    clusters: lab.clusters.map((cluster) => ({
      ...cluster,
      services: cluster.services.map((service) => ({ ...service, affinitySeconds })),
      nodes: cluster.nodes.map((node) => ({
        ...node,
        pods: [
          ...node.pods,
          ...Array.from({ length: node.name === 'node2' ? clients : 0 }, (_, at) => ({
            ...{ name: `client-${at}`, cluster: 'east', node: 'node2', addresses: [`10.0.2.${at + 10}`] },
          })),
        ],
      })),
    })),
  };
};

const affinity = (lab: Lab): readonly Expectation[] => expectationsOf(lab).filter(({ id }) => id === 'SVC-04');

test('a Service without affinity has no memory to be claimed', (t) => t.deepEqual(affinity(islandLab()), []));

test('a client is answered by one endpoint, from inside and from outside', (t) => {
  const stays = affinity(crowded(30, 1)).filter(({ under }) => under === undefined);
  t.deepEqual(
    stays.map(({ flow }) => `${flow.from} ${flow.to.label} ${flow.protocol}`),
    ['pod-b web tcp', 'pod-b web udp', 'other node1:30080 tcp', 'other node1:30080 udp'],
  );
  for (const { expected, tries } of stays) {
    t.is(expected.spread, 'one');
    t.true(tries >= 10);
  }
});

const forgets = (lab: Lab) => affinity(lab).filter(({ under }) => under !== undefined);

test('a crowd of one node is not of one mind, and changes it once it is forgotten', (t) => {
  const [claim] = forgets(crowded(30, 1));
  t.is(claim?.skip, undefined);
  t.is(claim?.senders?.length, claim?.tries);
  t.is(claim?.expected.spread, 'moved');
  t.is(claim?.under?.before?.spread, 'several');
  t.deepEqual(claim?.under?.fault, { kind: 'affinity-expired', cluster: 'east', service: 'web', seconds: 1 });
});

test('a few clients prove nothing', (t) => {
  t.is(forgets(crowded(3, 1))[0]?.skip, 'it takes 21 clients on one node to tell memory from chance, and there are 4');
});

test('nobody waits for hours', (t) => {
  t.is(forgets(crowded(30, 10_800))[0]?.skip, 'a client is forgotten only after 10800 s');
});

test('of a Service with affinity nothing is claimed that takes meeting all who serve', (t) => {
  const ids = new Set(expectationsOf(crowded(30, 1)).map(({ id }) => id));
  for (const id of ['SVC-01', 'SVC-02', 'SVC-03', 'SVC-05', 'IN-03']) t.false(ids.has(id), id);
  t.true(ids.has('IN-04'));
});
