// Which entries of the machines' tables are a flow's, as kernels keep them.

import test from 'ava';
import type { Tracked, Tuple } from '../linux/conntrack.ts';
import type { Flow } from './flow.ts';
import type { Evidence, Hop } from './observation.ts';
import { byOriginal, entriesOf, type Tables } from './tracking.ts';

const flow: Flow = {
  from: 'pod-a',
  to: { label: 'node1:30080', address: '10.240.0.1', port: 30_080, machines: ['pod-c'] },
  protocol: 'tcp',
  family: 4,
};
const attempt = { local: { address: '10.128.1.1', port: 5000 } };

const end = (text: string): readonly [address: string, port: number] => {
  const [address = '', port = ''] = text.split(':');
  return [address, Number(port)];
};

const tuple = (text: string): Tuple => {
  const [from = '', to = ''] = text.split(' > ');
  const [[source, sourcePort], [destination, destinationPort]] = [end(from), end(to)];
  return { source, sourcePort, destination, destinationPort };
};

const entry = (original: string, reply: string): Tracked => ({
  ...{ family: 4, protocol: 'tcp', status: ['assured'], timeout: 100 },
  ...{ original: tuple(original), reply: tuple(reply) },
});

const tablesOf = (tables: Readonly<Record<string, readonly Tracked[]>>): Tables =>
  new Map(Object.entries(tables).map(([machine, tracked]) => [machine, byOriginal(tracked)]));

const passing = (...machines: readonly string[]): { readonly evidence: Evidence } => ({
  evidence: {
    ...{ left: true, seenAt: machines, captureDrops: 0, translations: [] },
    hops: machines.map((machine): Hop => ({
      ...{ machine, link: 'eth0', direction: 'in', part: 'request', source: '', destination: '', summary: '', atUs: 1 },
    })),
  },
});

test('a flow is followed through a translation, and other flows are left out', (t) => {
  const tables = tablesOf({
    node1: [
      entry('10.128.1.1:5000 > 10.240.0.1:30080', '10.0.2.1:80 > 10.0.1.254:5000'),
      entry('10.128.1.1:5001 > 10.240.0.1:30080', '10.0.1.1:80 > 10.0.1.254:5001'),
    ],
    node2: [
      entry('10.0.1.254:5000 > 10.0.2.1:80', '10.0.2.1:80 > 10.0.1.254:5000'),
      entry('10.0.1.254:5001 > 10.0.2.1:80', '10.0.2.1:80 > 10.0.1.254:5001'),
    ],
  });
  const entries = entriesOf(flow, attempt, { trace: passing('core', 'node1', 'node2', 'pod-c'), tables });
  t.deepEqual(
    entries?.map(({ at, original, translated }) => [at, original, translated]),
    [
      ['node1', '10.128.1.1:5000 > 10.240.0.1:30080', true],
      ['node2', '10.0.1.254:5000 > 10.0.2.1:80', false],
    ],
  );
});

test('an untranslated entry is found once', (t) => {
  const tracked = [entry('10.128.1.1:5000 > 10.240.0.1:30080', '10.240.0.1:30080 > 10.128.1.1:5000')];
  const tables = tablesOf({ node1: tracked, node2: tracked });
  const entries = entriesOf(flow, attempt, { trace: passing('node1', 'node2'), tables });
  t.deepEqual(
    entries?.map(({ at }) => at),
    ['node1', 'node2'],
  );
});

test('the same addresses and ports at a machine that the flow did not pass are another flow', (t) => {
  const tables = tablesOf({
    twin: [entry('10.128.1.1:5000 > 10.240.0.1:30080', '10.0.2.1:80 > 10.0.1.254:5000')],
  });
  t.deepEqual(entriesOf(flow, attempt, { trace: passing('node1'), tables }), []);
});

test('without the socket’s own end nothing can be said', (t) =>
  t.is(entriesOf(flow, { local: null }, { trace: passing('node1'), tables: new Map() }), null));
