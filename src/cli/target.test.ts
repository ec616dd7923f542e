import test from 'ava';
import { UsageError } from '../errors.ts';
import type { Machine } from '../plan/step.ts';
import type { Lab, Service } from '../spec/lab.ts';
import { flowTo, readTarget } from './target.ts';

const reads = test.macro({
  exec: (t, text: string, to: string, port: number | null, protocol: string) =>
    t.deepEqual(readTarget(text), { to, port, protocol }),
  title: (_, text) => `${text} can be read`,
});
test(reads, 'pod-a', 'pod-a', null, 'tcp');
test(reads, 'pod-a:80', 'pod-a', 80, 'tcp');
test(reads, 'node1:30080/udp', 'node1', 30_080, 'udp');
test(reads, 'pod-a/icmp', 'pod-a', null, 'icmp');
test(reads, 'pod-a/TCP', 'pod-a', null, 'tcp');
test(reads, 'node1:30080/Udp', 'node1', 30_080, 'udp');
test(reads, 'front:80/http', 'front', 80, 'http');
test(reads, '10.0.1.1:1', '10.0.1.1', 1, 'tcp');
test(reads, 'fd00::1', 'fd00::1', null, 'tcp');
test(reads, 'fd00::1/udp', 'fd00::1', null, 'udp');
test(reads, '[fd00::1]:443', 'fd00::1', 443, 'tcp');

const refuses = test.macro({
  exec: (t, text: string, hint: RegExp) =>
    t.regex(t.throws(() => readTarget(text), { instanceOf: UsageError }).hint ?? '', hint),
  title: (_, text) => `${text} cannot be read`,
});
test(refuses, '', /write TO/);
test(refuses, ':80', /write TO/);
test(refuses, 'pod-a:', /write TO/);
test(refuses, 'pod-a:http', /write TO/);
test(refuses, '[fd00::1', /write TO/);
test(refuses, 'pod-a:0', /1 to 65535/);
test(refuses, 'pod-a:65536', /1 to 65535/);
test(refuses, 'pod-a/sctp', /tcp, udp, icmp and http/);
test(refuses, 'pod-a:80/icmp', /no ports/);

const machine = (name: string, kind: Machine['kind'], cluster: string | null, ...addresses: string[]): Machine => ({
  name,
  kind,
  cluster,
  node: null,
  addresses,
});
const other = machine('other', 'host', null, '10.128.1.1', 'fd01::1');
const node1 = machine('node1', 'node', 'east', '10.240.0.1');
const podA = machine('pod-a', 'pod', 'east', '10.0.1.1', 'fd00::1');
const podW = machine('pod-w', 'pod', 'west', '10.0.1.1');
const six = machine('six', 'host', null, 'fd01::6');
const machines = [other, node1, podA, podW, six, machine('net-east', 'switch', 'east')];

const service = (cluster: string, endpoint: string, address: string): Service => ({
  name: 'web',
  cluster,
  port: 80,
  targetPort: 8080,
  transports: ['tcp', 'udp'],
  endpoints: [endpoint],
  clusterAddresses: [address],
  nodePort: 30_080,
  vip: null,
  externalTrafficPolicy: 'Cluster',
  affinitySeconds: null,
});
const cluster = (name: string, web: Service): Lab['clusters'][number] => ({
  name,
  model: 'island',
  custom: null,
  archipelago: null,
  own: null,
  dataplane: 'routed',
  routing: 'static',
  bgpDaemon: 'bird',
  masqueradeExceptions: [],
  egressProxies: [],
  ipam: 'node-range',
  ipv6: null,
  underlay: 4,
  masqueradePorts: null,
  egressGateway: null,
  ingresses: [],
  proxies: [],
  insiders: [],
  podCidrs: [],
  serviceCidrs: [],
  egress: 'masquerade',
  nodes: [],
  services: [web],
});
const lab: Lab = {
  name: 'two',
  profile: 'textbook',
  network: { router: 'core', cidrs: [], lans: [] },
  hosts: [],
  clusters: [
    cluster('east', service('east', 'pod-a', '172.30.0.1')),
    cluster('west', service('west', 'pod-w', '172.31.0.1')),
  ],
};

const from = (sender: Machine, text: string) => flowTo(text, { from: sender, machines, lab });

test('a machine is called on the port where it says who it is', (t) => {
  t.deepEqual(from(other, 'pod-a'), {
    from: 'other',
    to: { label: 'pod-a', address: '10.0.1.1', port: 8080, machines: ['pod-a'] },
    protocol: 'tcp',
    family: 4,
  });
});

test('ICMP has no port', (t) =>
  t.deepEqual(from(other, 'pod-a/icmp').to, { label: 'pod-a', address: '10.0.1.1', machines: ['pod-a'] }));

test('the family is one that the sender has', (t) => t.is(from(six, 'pod-a').to.address, 'fd00::1'));

test('behind a NodePort the endpoints may answer', (t) =>
  t.deepEqual(from(other, 'node1:30080').to.machines, ['pod-a']));

test('another port of a node is the node itself', (t) =>
  t.deepEqual(from(other, 'node1:30081').to.machines, ['node1']));

test("a Service is the caller's own cluster's", (t) => {
  t.like(from(podW, 'web').to, { address: '172.31.0.1', port: 80, machines: ['pod-w'] });
  t.like(from(podA, 'web').to, { address: '172.30.0.1', machines: ['pod-a'] });
});

test('a Service of another cluster is named with its cluster', (t) =>
  t.like(from(podA, 'web.west:81').to, { label: 'web.west:81', address: '172.31.0.1', port: 81 }));

test('an address may be answered by whoever holds it', (t) =>
  t.deepEqual(from(other, '10.0.1.1').to.machines, ['pod-a', 'pod-w']));

test('the address of a Service may be answered by its endpoints', (t) =>
  t.deepEqual(from(podA, '172.31.0.1:80').to.machines, ['pod-w']));

test('an address that is not of the lab may be answered by nobody', (t) =>
  t.deepEqual(from(other, '192.0.2.1').to.machines, []));

test('brackets stay in what is shown', (t) => t.is(from(other, '[fd00::1]:80').to.label, '[fd00::1]:80'));

test('an unknown name is met with the one that was meant', (t) => {
  t.is(t.throws(() => from(other, 'pod-b'), { instanceOf: UsageError }).hint, 'did you mean pod-a?');
});

test('a switch cannot be called', (t) => t.regex(t.throws(() => from(other, 'net-east')).message, /no address/));

test('without the lab file machines are still known', (t) => {
  t.is(flowTo('pod-a', { from: other, machines, lab: null }).to.address, '10.0.1.1');
  t.throws(() => flowTo('web', { from: other, machines, lab: null }), { instanceOf: UsageError });
});

test('an address of nobody is refused', (t) => {
  for (const address of ['0.0.0.0', '[::]:80'])
    t.regex(t.throws(() => from(other, address), { instanceOf: UsageError }).message, /address of nobody/);
});

test('a family that no machine has is refused', (t) => {
  const four = machines.map((each) => ({ ...each, addresses: each.addresses.filter((text) => !text.includes(':')) }));
  const error = t.throws(() => flowTo('fd00::1', { from: node1, machines: four, lab }), { instanceOf: UsageError });
  t.is(error.message, 'this lab has no IPv6');
});
