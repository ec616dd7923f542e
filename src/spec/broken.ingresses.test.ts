// Ingresses that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

/** The sound lab with one more Service, whose words follow on one line. */
const withIngress = (words: string, changes: Readonly<Record<string, string>> = {}): string =>
  `${broken(changes)}      edge: { port: 8000, endpoints: [pod-b], ${words} }\n`;

test('an ingress that leads nowhere', refused, withIngress('ingress: {}'), [
  '12:56: ingress edge leads nowhere | write the Service of each hostname, such as ingress: { web.test: web }',
]);
test(
  'an ingress that leads to nobody, to itself, and by no hostname',
  refused,
  withIngress('ingress: { a.test: wep, b.test: edge, "C": web }'),
  [
    '12:66: "wep" is not a Service of cluster east | did you mean web?',
    '12:79: service edge is an ingress, which leads on to others itself | name the Services behind it, or enter it by its nodePort or vip',
    '12:85: "C" is not a hostname | write "c": HTTP does not tell the two apart',
  ],
);
test('an ingress over UDP', refused, withIngress('transports: [tcp, udp], ingress: { a.test: web }'), [
  '12:59: ingress edge has UDP, in which there are no hostnames | leave transports out: HTTP takes TCP',
]);
test('an ingress on the port of everybody', refused, withIngress('targetPort: 8080, ingress: { a.test: web }'), [
  '12:59: port 8080 of the pods of ingress edge is where every machine says who it is | give it another targetPort, such as targetPort: 8000',
]);
test(
  'an ingress on the port of another Service',
  refused,
  withIngress('ingress: { a.test: web }', { '[pod-a, pod-c]': '[pod-b], targetPort: 8000' }),
  [
    '12:21: port 8000 of pod "pod-b" is wanted by ingress edge and by service web | give one of them another targetPort, or other pods',
  ],
);
test(
  'a proxy that leads to an ingress',
  refused,
  withIngress('ingress: { a.test: web }').concat(
    '    proxies: { front: { address: 10.128.2.1, to: pods, listen: { 80: { service: edge } } } }\n',
  ),
  [
    '13:81: service edge is an ingress, which leads on to others itself | name the Services behind it, or enter it by its nodePort or vip',
  ],
);

test('an ingress is no Service to those who ask what Services there are, and has hostnames', (t) => {
  const [cluster] = parseLab(withIngress('nodePort: 30090, ingress: { a.test: web, b.test: web }'), 'x.yaml').clusters;
  t.deepEqual(
    cluster?.services.map(({ name }) => name),
    ['web'],
  );
  t.like(cluster?.ingresses[0], {
    ...{
      name: 'edge',
      port: 8000,
      targetPort: 8000,
      nodePort: 30_090,
      endpoints: ['pod-b'],
      clusterAddresses: ['172.30.0.2'],
    },
    hosts: [
      { hostname: 'a.test', service: 'web' },
      { hostname: 'b.test', service: 'web' },
    ],
  });
  t.deepEqual(parseLab(sound, 'x.yaml').clusters[0]?.ingresses, []);
});
