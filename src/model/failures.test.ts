import test from 'ava';
import { islandLab } from '../plan/fixture.ts';
import type { Lab, Ports } from '../spec/lab.ts';
import { expectationsOf } from './expectations.ts';

const forgotten = (lab: Lab): readonly string[] =>
  expectationsOf(lab)
    .filter(({ id }) => id === 'FAIL-02')
    .map(({ flow, expected, tries, under }) => {
      const kept = under?.before?.keepsSourcePort === true ? ', its own port' : '';
      return `${flow.from} > ${flow.to.label} ${flow.protocol}, ${tries}: ${expected.outcome.join(' or ')}${kept}`;
    });

const promised = [
  'pod-a > other tcp, 3: reached, its own port',
  'pod-a > other udp, 1: reached',
  'pod-a > pod-c tcp, 3: reached, its own port',
  'pod-a > pod-c udp, 1: reached',
  'other > node1:30080 tcp, 31: reached or reset',
];

test('whoever holds a connection that is forgotten goes on with it, or is told where it may be led elsewhere', (t) =>
  t.deepEqual(forgotten(islandLab()), promised));

test('strict: nobody is left without a word either', (t) =>
  t.deepEqual(forgotten({ ...islandLab(), profile: 'strict' }), promised));

const withCluster = (change: { readonly masqueradePorts?: Ports; readonly endpoints?: readonly string[] }): Lab => {
  const lab = islandLab();
  const { masqueradePorts = null, endpoints } = change;
  const clusters = lab.clusters.map((cluster) => ({
    ...{ ...cluster, masqueradePorts },
    services: cluster.services.map((service) => ({ ...service, endpoints: endpoints ?? service.endpoints })),
  }));
  return { ...lab, clusters };
};

test('a Service with one endpoint leads there again', (t) =>
  t.deepEqual(forgotten(withCluster({ endpoints: ['pod-c'] })).slice(-1), [
    'other > node1:30080 tcp, 3: reached, its own port',
  ]));

test('a node that chooses source ports itself chooses another one, out of the cluster alone', (t) =>
  t.deepEqual(forgotten(withCluster({ masqueradePorts: { first: 61_000, last: 61_031 } })).slice(0, 3), [
    'pod-a > other tcp, 1: reached or reset',
    'pod-a > other udp, 1: reached',
    'pod-a > pod-c tcp, 3: reached, its own port',
  ]));
