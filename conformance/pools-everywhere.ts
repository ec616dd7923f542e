// Pods from one pool, and from several ranges, in clusters of every model: whatever a cluster claims it claims and keeps
// wherever its pods get their addresses from.

import test from 'ava';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';
import { inNextLane } from './support/lanes.ts';
import { onceAKind } from './support/once-a-kind.ts';

const conforms = test.macro((t, clusters: string, cidr = '10.0.0.0/8', other = '10.128.1.1') => {
  const text = `network: { cidr: ${cidr}, hosts: { other: ${other} } }\nclusters:\n${clusters}`;
  const labs = ['textbook', 'strict'].map((profile) => {
    const lab = parseLab(`name: pools-${profile}\nprofile: ${profile}\n${text}`, 'pools.yaml');
    return { lab, only: onceAKind(lab) };
  });
  return inNextLane(async () => {
    for (const { lab, only } of labs) {
      const report = await checkBuilt(lab, { only });
      allHold(t, report);
      t.true(report.claims.length > 100);
    }
  });
});

const services = (a: string, b: string): string =>
  `services: { web: { port: 80, endpoints: [${a}, ${b}], nodePort: 30080, transports: [tcp, udp] },
                local: { port: 81, endpoints: [${a}], nodePort: 30081, externalTrafficPolicy: Local } }`;

/** The last node has no pods. */
const nodes = `nodes: { n1: { address: 10.240.0.1, pods: [p1, p2] }, n2: { address: 10.240.1.1, pods: { p3: 10.0.9.9 } }, n3: { address: 10.240.0.3 } }`;

const island = (more: string): string =>
  `  e: { model: island, ipam: pool, podCidr: [10.0.0.0/16, 10.77.0.0/16], ${more}, ${nodes}, ${services('p1', 'p3')} }\n`;

test('an island', conforms, island('dataplane: routed'));
test('an overlay', conforms, island('dataplane: vxlan'));
test('an island without a way out', conforms, island('egress: none'));
test('an egress gateway', conforms, island('egressGateway: { node: n2, address: 10.240.1.99, pods: [p1, p3] }'));
const proxy = 'proxies: { lb: { address: 10.128.2.1, to: pods, listen: { 80: { service: web } } } }';
test('a proxy with a leg among them', conforms, island(proxy));
test('a proxy with a leg among them, in an overlay', conforms, island(`dataplane: vxlan, ${proxy}`));
test(
  'exceptions from masquerade',
  conforms,
  island('masqueradeExceptions: [{ cidr: 10.128.0.0/16, routedBack: true }]'),
);
test(
  'an egress gateway over an overlay',
  conforms,
  island('dataplane: vxlan, egressGateway: { node: n2, address: 10.240.1.99, pods: [p1, p3] }'),
);

const member = (name: string, podCidr: string, dataplane: string): string =>
  `model: archipelago, archipelago: sea, dataplane: ${dataplane}, podCidr: ${podCidr}, ${services(`${name}-pod-1-1`, `${name}-pod-2-1`)}`;

for (const dataplane of ['routed', 'vxlan'])
  test(
    `an archipelago, ${dataplane}, one member with a pool and one with ranges, and an island with the same pool`,
    conforms,
    `  ra: { ${member('ra', '10.0.0.0/16', dataplane)}, ipam: pool, nodes: 2, podsPerNode: 2 }
  rb: { ${member('rb', '[10.1.0.0/22, 10.78.0.0/22]', dataplane)}, nodes: 5 }
  i: { model: island, ipam: pool, podCidr: 10.0.0.0/16, nodes: 2 }
`,
  );

test(
  'a flat network whose nodes answer ARP, with an egress gateway',
  conforms,
  `  f: { model: flat, routing: proxy-arp, ipam: pool, podCidr: [10.0.0.0/16, 10.77.0.0/16], nodes: 2, podsPerNode: 2,
       egressGateway: { node: f-node2, address: 10.240.0.99, pods: [f-pod-1-1, f-pod-2-2] }, ${services('f-pod-1-1', 'f-pod-2-1')} }
  g: { model: flat, podCidr: [10.1.0.0/22, 10.78.0.0/22], nodes: 5, nodeCidr: 10.241.0.0/24 }
`,
);

test(
  'both families, a vip, and an isolated cluster with the same pool',
  conforms,
  `  i: { model: island, ipam: pool, podCidr: [10.0.0.0/16, "fd00:1::/64"], nodeCidr: [10.240.0.0/24, "fd00:240::/64"],
       nodes: 2, podsPerNode: 2, services: { web: { port: 80, endpoints: [i-pod-1-1, i-pod-2-1], nodePort: 30080,
         vip: 10.200.0.1, externalTrafficPolicy: Local } } }
  f: { model: flat, ipam: pool, podCidr: [10.2.0.0/16, "fd00:2::/64"], nodeCidr: [10.242.0.0/24, "fd00:242::/64"],
       nodes: 2, podsPerNode: 2 }
  s: { model: isolated, ipam: pool, podCidr: [10.0.0.0/16, "fd00:1::/64"], nodeCidr: [10.240.0.0/24, "fd00:240::/64"],
       nodes: 2 }
`,
  '[10.0.0.0/8, "fd00::/16"]',
  '[10.128.1.1, "fd00:128::1"]',
);
