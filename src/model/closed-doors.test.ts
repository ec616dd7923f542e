import test from 'ava';
import type { Lab } from '../spec/lab.ts';
import { parseLab } from '../spec/parse.ts';
import { expectationsOf } from './expectations.ts';

const lab = (services: string): Lab =>
  parseLab(
    `name: doors
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1, third: 10.128.1.2 } }
clusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 1, podsPerNode: 1, services: { ${services} } } }
`,
    'doors.yaml',
  );

const doors = (from: string, services: string): readonly string[] =>
  expectationsOf(lab(services), 'gateways').flatMap(({ id, flow, title }) =>
    id === 'IN-08' && flow.from === from && title.includes('closed') ? [`${flow.to.port}/${flow.protocol}`] : [],
  );

test('the ends of the range, what is next to a port, and the port over the other transport', (t) => {
  t.deepEqual(doors('other', 'web: { port: 80, endpoints: [pod-1-1], nodePort: 30080 }'), [
    ...['30000/tcp', '30000/udp', '32767/tcp', '32767/udp'],
    ...['30079/tcp', '30079/udp', '30080/udp', '30081/tcp', '30081/udp'],
  ]);
});

test('two Services next to each other, at an end of the range, and of one port', (t) => {
  const services = `
    a: { port: 80, endpoints: [pod-1-1], nodePort: 32767, transports: [tcp] },
    b: { port: 81, endpoints: [pod-1-1], nodePort: 32767, transports: [udp] },
    c: { port: 82, endpoints: [pod-1-1], nodePort: 32766, transports: [tcp, udp] }`;
  t.deepEqual(doors('other', services), ['30000/tcp', '30000/udp', '32765/tcp', '32765/udp']);
});

test('another outsider asks at one', (t) => {
  t.deepEqual(doors('third', 'web: { port: 80, endpoints: [pod-1-1], nodePort: 30080 }'), ['30000/tcp', '30000/udp']);
});

test('where there are no Services, no port is one of theirs', (t) => t.deepEqual(doors('other', ''), []));
