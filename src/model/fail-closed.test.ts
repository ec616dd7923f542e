import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { flatLab, islandLab } from '../plan/fixture.ts';
import { expectationsOf } from './expectations.ts';

const withGateway = (pods: readonly string[], lab = islandLab()): Lab => {
  const egressGateway = { node: 'node2', addresses: ['10.240.0.100'], pods };
  return { ...lab, clusters: lab.clusters.map((cluster) => ({ ...cluster, egressGateway })) };
};

const closed = (lab: Lab) => expectationsOf(lab).filter(({ id }) => id === 'OUT-07');

test('chosen pods of other nodes are not heard of while the gateway is down', (t) => {
  const claims = closed(withGateway(['pod-a', 'pod-d']));
  t.deepEqual(
    claims.map(({ flow }) => `${flow.from} ${flow.to.label} ${flow.protocol}`),
    ['pod-a other tcp', 'pod-a other udp', 'pod-a other icmp'],
  );
  for (const { expected, controls, under } of claims) {
    t.deepEqual(expected.absentFrom, ['other']);
    t.deepEqual(
      controls.map(({ from, to }) => `${from} ${to.label}`),
      ['pod-a node1', 'node1 other'],
    );
    t.deepEqual(under, { fault: { kind: 'node-down', node: 'node2' } });
  }
});

test('of a pod on the node that is down nothing can be claimed', (t) => {
  t.deepEqual(closed(withGateway(['pod-d'])), []);
});

test('in a flat network whoever calls them is still answered', (t) => {
  const claims = closed(withGateway(['pod-a', 'pod-d'], flatLab()));
  t.deepEqual(
    claims.map(({ flow, expected }) => `${flow.from} ${flow.to.label} ${expected.outcome.join(' ')}`),
    [
      ...['tcp', 'udp', 'icmp'].map(() => 'pod-a other unreachable lost'),
      ...['tcp', 'udp', 'icmp'].map(() => 'other pod-a reached'),
    ],
  );
});

test('whoever stands on the LAN of the gateway may hear what nobody takes any more', (t) => {
  const near = (lab: Lab): Lab => ({ ...lab, hosts: [{ name: 'near', addresses: ['10.240.0.50'] }] });
  const senders = (lab: Lab): readonly string[] =>
    closed(near(withGateway(['pod-a'], lab))).map(({ flow }) => flow.from);
  t.deepEqual(senders(flatLab()), ['near', 'near', 'near']);
  t.deepEqual(senders(islandLab()), ['pod-a', 'pod-a', 'pod-a']);
});
