import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { islandLab } from './fixture.ts';
import { listenersOf } from './listeners.ts';

const of = (lab: Lab, machine: string): readonly string[] =>
  listenersOf(lab)
    .filter((listener) => listener.machine === machine)
    .map(({ address, port, transports }) => `${address} ${port} ${transports.join('+')}`);

const withServices = (change: Partial<Lab['clusters'][0]['services'][0]>): Lab => {
  const lab = islandLab();
  return {
    ...lab,
    clusters: lab.clusters.map((one) => ({
      ...one,
      services: one.services.map((service) => ({ ...service, ...change })),
    })),
  };
};

test('everybody answers on each of its addresses, outsiders on more ports than one; the switch has none', (t) => {
  const outside = (address: string): readonly string[] =>
    ['9001', '9002', '9003', '9004', '9005'].map((port) => `${address} ${port} tcp+udp`);
  t.deepEqual(of(islandLab(), 'core'), [
    ...['10.128.1.254 8080 tcp+udp', '10.240.0.254 8080 tcp+udp'],
    ...[...outside('10.128.1.254'), ...outside('10.240.0.254')],
  ]);
  t.deepEqual(of(islandLab(), 'other'), ['10.128.1.1 8080 tcp+udp', ...outside('10.128.1.1')]);
  t.deepEqual(of(islandLab(), 'node1'), [
    '10.240.0.1 8080 tcp+udp',
    '10.0.1.254 8080 tcp+udp',
    '127.0.0.1 8080 tcp+udp',
  ]);
  t.deepEqual(of(islandLab(), 'net-east'), []);
});

test('an endpoint answers on the target port as well, another pod does not', (t) => {
  t.deepEqual(of(islandLab('dual'), 'pod-a'), [
    '10.0.1.1 8080 tcp+udp',
    'fd00:0:0:1::1 8080 tcp+udp',
    '10.0.1.1 8000 tcp+udp',
    'fd00:0:0:1::1 8000 tcp+udp',
  ]);
  t.deepEqual(of(islandLab(), 'pod-d'), ['10.0.2.2 8080 tcp+udp']);
});

test('a target port that everybody has anyway is listened on once', (t) => {
  t.deepEqual(of(withServices({ targetPort: 8080, transports: ['udp'] }), 'pod-a'), ['10.0.1.1 8080 tcp+udp']);
});

test('two Services on one target port share the listener, and add up their transports', (t) => {
  const lab = withServices({ targetPort: 9000, endpoints: ['pod-a'] });
  const [cluster] = lab.clusters;
  const services = (cluster?.services ?? []).map((service, at) => ({
    ...service,
    transports: at === 0 ? (['udp'] as const) : (['tcp'] as const),
  }));
  const mixed = { ...lab, clusters: lab.clusters.map((one) => ({ ...one, services })) };
  t.deepEqual(of(mixed, 'pod-a'), ['10.0.1.1 8080 tcp+udp', '10.0.1.1 9000 tcp+udp']);
  t.deepEqual(of(withServices({ transports: ['udp'] }), 'pod-a').at(-1), '10.0.1.1 8000 udp');
});

test('an endpoint that is no pod of the cluster is nobody', (t) => {
  t.deepEqual(
    listenersOf(withServices({ endpoints: ['ghost'] })).filter(({ port }) => port < 8080),
    [],
  );
});
