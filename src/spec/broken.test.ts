// Services that cannot work, and several problems at once. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';

test('an endpoint with a typing error', refused, broken({ 'pod-c], nodePort': 'pod-cc], nodePort' }), [
  '11:43: endpoint "pod-cc" of service web is not a pod of cluster east | did you mean pod-c?',
]);
test('an endpoint that is nowhere', refused, broken({ 'pod-c], nodePort': 'database], nodePort' }), [
  '11:43: endpoint "database" of service web is not a pod of cluster east | its pods are pod-a, pod-b, pod-c, pod-d',
]);
test(
  'an endpoint in another cluster',
  refused,
  broken({ 'pod-c], nodePort': 'p1], nodePort' }) +
    '  west: { model: island, podCidr: 10.0.0.0/16, nodes: { n1: { address: 10.241.0.1, pods: [p1] } } }\n',
  [
    '11:43: endpoint "p1" of service web is not a pod of cluster east | it is a pod of cluster west; a Service stays in its cluster',
  ],
);
test('an endpoint twice', refused, broken({ 'pod-c], nodePort': 'pod-a], nodePort' }), [
  '11:43: "pod-a" is listed twice | remove one of them',
]);
test('a nodePort outside its range', refused, broken({ '30080': '80' }), [
  '11:61: nodePort 80 of service web is outside 30000-32767 | choose one inside, such as 30080',
]);
test(
  'a nodePort used twice',
  refused,
  `${sound}      also: { port: 81, endpoints: [], nodePort: 30080, transports: [udp, tcp] }\n`,
  [
    '12:50: nodePort 30080/tcp of service also is already that of service web | a port of a node leads to one Service for each transport: choose another',
  ],
);
test('externalTrafficPolicy without nodePort', refused, broken({ 'nodePort: 30080': 'externalTrafficPolicy: Local' }), [
  '11:51: externalTrafficPolicy of service web has no effect without nodePort or vip | add a nodePort, such as nodePort: 30080, or remove it',
]);
test('flat with masquerade', refused, broken({ 'model: island': 'model: flat\n    egress: masquerade' }), [
  `6:13: egress masquerade contradicts model flat of cluster east: a flat network shows the pods' own addresses | remove egress, or write model: island; or list in masqueradeExceptions the ranges that see the pods' own addresses`,
]);
test(
  'several problems at once, in file order',
  refused,
  broken({
    'name: island': 'name: Island',
    'cidr: 10.0.0.0/8': 'cird: 1, cidr: 10.0.0.0/8',
    '10.240.0.1': '11.0.0.1',
    'pod-d]': 'pod-a]',
    '[pod-a, pod-c], nodePort: 30080': '[pod-x], nodePort: 80, colour: red',
  }),
  [
    '1:7: name "Island" may hold only a-z, 0-9 and, inside, - | write a name such as island',
    '2:12: unknown key "cird" | did you mean cidr?',
    '8:25: address 11.0.0.1 of node1 is outside 10.0.0.0/8 of the network | choose one inside 10.0.0.0/8, or widen that',
    '9:73: name "pod-a" is used twice: it is already a pod of node1 in cluster east | hosts, nodes, proxies and pods of a lab share one space of names: rename one',
    '11:36: endpoint "pod-x" of service web is not a pod of cluster east | did you mean pod-a?',
    '11:54: nodePort 80 of service web is outside 30000-32767 | choose one inside, such as 30080',
    '11:58: unknown key "colour" | the keys here are port, targetPort, endpoints, nodePort, transports, externalTrafficPolicy, ingress, sessionAffinity, affinityTimeoutSeconds, vip, vipMode, clusterAddress',
  ],
);
