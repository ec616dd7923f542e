// Names that the kernel, nft or a terminal would take for something else. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

test('a node name made to run a command', refused, broken({ 'node1:': '"node1; rm -rf /":' }), [
  '8:7: name "node1; rm -rf /" may hold only a-z, 0-9 and, inside, - | write a name such as node1-rm-rf',
]);
test('a pod name made to end an nft string', refused, broken({ '[pod-a, pod-b]': "['pod\" accept', pod-b, pod-a]" }), [
  '8:66: name "pod\\" accept" may hold only a-z, 0-9 and, inside, - | write a name such as pod-accept',
]);
test('a lab name made to leave its folder', refused, broken({ 'name: island': 'name: ../../etc/passwd' }), [
  '1:7: name "../../etc/passwd" may hold only a-z, 0-9 and, inside, - | write a name such as etc-passwd',
]);
test('a Service name with a newline', refused, broken({ 'web:': '"web\\n flush ruleset":' }), [
  '11:7: name "web\\n flush ruleset" may hold only a-z, 0-9 and, inside, - | write a name such as web-flush-ruleset',
]);
test('a name with an escape for terminals', refused, broken({ 'other:': '"\\e[2Jother":' }), [
  '2:39: name "\\u001b[2Jother" may hold only a-z, 0-9 and, inside, - | write a name such as 2jother',
]);
test('capital letters', refused, broken({ 'other:': 'Other:' }), [
  '2:39: name "Other" may hold only a-z, 0-9 and, inside, - | write a name such as other',
]);
test('a name of 16 bytes', refused, broken({ 'other:': 'other-host-of-16:' }), [
  '2:39: name "other-host-of-16" has 16 characters, at most 15 are possible | it becomes the name of an interface, which Linux limits to 15 bytes',
]);
test('a cluster name of 12 bytes', refused, broken({ 'east:': 'eastern-east:' }), [
  '4:3: name "eastern-east" has 12 characters, at most 11 are possible | net- and this name make the name of the switch, and Linux limits interface names to 15 bytes',
]);
test('a lab name of 33 bytes', refused, broken({ 'name: island': `name: ${'i'.repeat(33)}` }), [
  '1:7: name "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii" has 33 characters, at most 32 are possible | choose a shorter one',
]);
test('a number for a name', refused, broken({ 'other:': '7:' }), [
  '2:39: name "7" is a number, which ip(8) takes for a process | write a name such as n7',
]);
test('reserved names', refused, broken({ 'other:': 'core:', 'node1:': 'lan1:', 'pod-b]': 'eth0, net-x, pod-b]' }), [
  '2:39: name "core" is reserved | core, core-…, lo, eth0, eth1, vxlan0, net-… and lan1, lan2… name parts of every lab: choose another',
  '8:7: name "lan1" is reserved | core, core-…, lo, eth0, eth1, vxlan0, net-… and lan1, lan2… name parts of every lab: choose another',
  '8:72: name "eth0" is reserved | core, core-…, lo, eth0, eth1, vxlan0, net-… and lan1, lan2… name parts of every lab: choose another',
  '8:78: name "net-x" is reserved | core, core-…, lo, eth0, eth1, vxlan0, net-… and lan1, lan2… name parts of every lab: choose another',
]);
test('a name used twice', refused, broken({ 'pod-d]': 'pod-a]', 'other:': 'node1:' }), [
  '8:7: name "node1" is used twice: it is already a host | hosts, nodes, proxies and pods of a lab share one space of names: rename one',
  '9:73: name "pod-a" is used twice: it is already a pod of node1 in cluster east | hosts, nodes, proxies and pods of a lab share one space of names: rename one',
]);
test(
  'a Service with the name of a pod, and one with that of a host',
  refused,
  broken({ 'web:': 'pod-d:' }) + '      other: { port: 81, endpoints: [] }\n',
  [
    '11:7: service "pod-d" has the name of a pod of node2 in cluster east | machines and Services share one space of names, in which each can be called: rename one',
    '12:7: service "other" has the name of a host | machines and Services share one space of names, in which each can be called: rename one',
  ],
);
test(
  'a Service with the name of a generated pod of another cluster',
  refused,
  sound.replace('web:', 'west-pod-1-1:') + '  west: { model: island, podCidr: 10.3.0.0/16, nodes: 1 }\n',
  [
    '11:7: service "west-pod-1-1" has the name of a pod of west-node1 in cluster west | machines and Services share one space of names, in which each can be called: rename one',
  ],
);
test('a Service with the name of the router', refused, broken({ 'web:': 'core:' }), [
  '11:7: name "core" is reserved | core, core-…, lo, eth0, eth1, vxlan0, net-… and lan1, lan2… name parts of every lab: choose another',
]);
test('Services of two clusters may have one name', (t) => {
  const west =
    '  west: { model: island, podCidr: 10.3.0.0/16, nodes: 1, services: { web: { port: 80, endpoints: [] } } }\n';
  t.deepEqual(
    parseLab(sound + west, 'x.yaml').clusters.map(({ services }) => services.map(({ name }) => name)),
    [['web'], ['web']],
  );
});
test('a pod listed twice', refused, broken({ 'pod-d]': 'pod-c]' }), [
  '9:73: name "pod-c" is used twice: it is already a pod of node2 in cluster east | hosts, nodes, proxies and pods of a lab share one space of names: rename one',
]);
test(
  'generated names that are too long',
  refused,
  sound + '  production: { model: island, podCidr: 10.3.0.0/16, nodes: 2 }\n',
  [
    '12:54: generated name "production-node1" has 16 characters, at most 15 are possible | shorten the name of the cluster, or name nodes and pods yourself',
  ],
);
