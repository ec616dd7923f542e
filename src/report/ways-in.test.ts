import test from 'ava';
import type { Service } from '../spec/lab.ts';
import { waysIn } from './ways-in.ts';

const service: Service = {
  name: 'web',
  cluster: 'east',
  port: 80,
  targetPort: 8080,
  transports: ['tcp'],
  endpoints: ['pod-a'],
  clusterAddresses: ['172.30.0.1'],
  nodePort: 30_080,
  vip: null,
  externalTrafficPolicy: 'Cluster',
  affinitySeconds: null,
};
const nothing = { services: [], ingresses: [], proxies: [] };
const inside = { ...service, nodePort: null };

test('NodePorts', (t) => {
  const local = { ...service, name: 'local', nodePort: 30_090 };
  const services = [service, inside, local, { ...local, name: 'mail', nodePort: 30_025 }];
  t.deepEqual(waysIn({ ...nothing, services }), [
    'A way in is a NodePort on a node: web on 30080, local on 30090 and mail on 30025.',
  ]);
});

test('a sentence for each way in which VIPs are found', (t) => {
  const at = (address: string, mode: 'routed' | 'arp' | 'vrrp' | 'bgp'): Service => ({
    ...{ ...inside, name: mode, vip: { addresses: [address], mode } },
  });
  const services = [
    at('10.200.0.1', 'routed'),
    at('10.240.0.9', 'arp'),
    at('10.240.0.8', 'vrrp'),
    at('10.200.0.2', 'bgp'),
  ];
  t.deepEqual(waysIn({ ...nothing, services }), [
    'A way in is a VIP: routed at 10.200.0.1; the router has a route to it, by a node that may serve it.',
    'A way in is a VIP: arp at 10.240.0.9; a node that may serve it answers for it on the LAN.',
    'A way in is a VIP: vrrp at 10.240.0.8; nodes that may serve it elect by VRRP the one that has it.',
    'A way in is a VIP: bgp at 10.200.0.2; every node that may serve it announces it to the router by BGP.',
  ]);
});

test('proxies by name, and what they lead to', (t) => {
  const proxy = { cluster: 'east', program: 'embedded', legs: [], entrances: [] } as const;
  const proxies = [
    { ...proxy, name: 'gate', addresses: ['10.128.2.1'], to: 'nodePort' },
    { ...proxy, name: 'front', addresses: ['10.128.2.2'], to: 'pods' },
  ] as const;
  t.deepEqual(waysIn({ ...nothing, proxies }), [
    'A way in is a proxy: gate at 10.128.2.1, which goes on to NodePorts; front at 10.128.2.2, which goes on to the pods themselves.',
  ]);
});

test('the hostnames of an ingress', (t) => {
  const hosts = [
    { hostname: 'web.test', service: 'web' },
    { hostname: 'api.test', service: 'api' },
  ];
  t.deepEqual(waysIn({ ...nothing, ingresses: [{ ...service, name: 'entry', hosts }] }), [
    'A way in is a NodePort on a node: entry on 30080.',
    'Behind entry, HTTP proxies tell web.test and api.test apart.',
  ]);
});

test('without any of them there is none', (t) => {
  t.deepEqual(waysIn({ ...nothing, services: [inside] }), [
    'No gateway leads in: no Service has a NodePort or a VIP, and no proxy stands before it.',
  ]);
});
