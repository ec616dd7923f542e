import test from 'ava';
import type { Machine } from '../plan/step.ts';
import { builtText, kernelText, machineJson } from './machines.ts';

const pod: Machine = { name: 'pod-a', kind: 'pod', cluster: 'east', node: 'node1', addresses: ['10.0.1.1', 'fd00::1'] };
const core: Machine = { name: 'core', kind: 'router', cluster: null, node: null, addresses: [] };

test('what was built is counted by kind and listed', (t) => {
  t.is(
    builtText([core, pod]),
    `1 router, 1 pod

machine  kind    cluster  node   addresses
core     router
pod-a    pod     east     node1  10.0.1.1 fd00::1
`,
  );
});

test('a large lab is only counted', (t) => {
  const pods = Array.from({ length: 200 }, (_, index) => ({ ...pod, name: `pod-${index}` }));
  const switches = ['net-a', 'net-b'].map((name) => ({ ...core, name, kind: 'switch' as const }));
  t.is(builtText([core, ...switches, ...pods]), '1 router, 2 switches, 200 pods\n');
});

test('a machine is shown as its kernel has it, empty tables left out', (t) => {
  const kernel = {
    name: 'pod-a',
    links: ['1: lo'],
    addresses: [],
    routes: ['default via 10.0.1.254'],
    neighbours: [],
    rules: [],
    ruleset: 'table ip t {\n}\n',
    tracked: ['udp 10.0.1.1:40000 > 10.128.1.1:53 answered as 10.128.1.1:53 > 10.240.0.1:40000 snat expires in 29 s'],
  };
  t.is(
    kernelText(pod, kernel),
    `pod-a pod on node1 in east

links
  1: lo

routes
  default via 10.0.1.254

nft
  table ip t {
  }

tracked connections
  udp 10.0.1.1:40000 > 10.128.1.1:53 answered as 10.128.1.1:53 > 10.240.0.1:40000 snat expires in 29 s
`,
  );
});

test('JSON of a machine is the shape that was promised', (t) => {
  t.deepEqual(Object.keys(machineJson(pod)), ['name', 'kind', 'cluster', 'node', 'addresses']);
});
