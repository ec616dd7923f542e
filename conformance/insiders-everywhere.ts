// Insiders of an archipelago in both profiles, in two families, beside pools, egress gateways and islands: what is claimed
// of them and of all others holds.

import test from 'ava';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';

const conforms = test.macro(async (t, text: string) => {
  for (const profile of ['textbook', 'strict']) {
    const lab = parseLab(`name: insiders-${profile}\nprofile: ${profile}\n${text}`, 'insiders.yaml');
    const report = await checkBuilt(lab);
    allHold(t, report);
    t.deepEqual([...new Set(report.claims.map(({ id }) => id))].filter((id) => /^X-1[1-4]/.test(id)).toSorted(), [
      ...['X-11', 'X-12', 'X-13', 'X-14'],
    ]);
  }
});

test(
  'two of them, one without an exit, pools, an egress gateway, and an island with the same address among its pods',
  conforms,
  `network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
archipelagos: { sea: { hosts: { db: { address: 10.4.0.1, exit: rb-node1 }, vault: 10.4.0.2 } } }
clusters:
  ra: { model: archipelago, archipelago: sea, ipam: pool, podCidr: 10.0.0.0/16, nodes: 2, podsPerNode: 2,
        egressGateway: { node: ra-node2, pods: [ra-pod-1-1] } }
  rb: { model: archipelago, archipelago: sea, podCidr: 10.1.0.0/16, nodes: 1, egress: none }
  i: { model: island, podCidr: 10.4.0.0/16, nodes: { i1: { address: 10.242.0.1, podCidr: 10.4.0.0/24, pods: [ip] } } }
  f: { model: flat, podCidr: 10.7.0.0/16, nodes: 1 }
`,
);

const both = (at: number): string => `nodeCidr: [10.${at}.0.0/24, "fd00:${at}::/64"]`;
for (const [dataplane, more] of [
  ['routed', 'exit: ra-node1'],
  ['vxlan', 'underlay: [10.243.0.1, "fd00:243::1"]'],
] as const)
  test(
    `in both families, ${dataplane}`,
    conforms,
    `network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"] } }
archipelagos: { sea: { hosts: { db: { address: [10.4.0.1, "fd00:4::1"], ${more} } } } }
clusters:
  ra: { model: archipelago, archipelago: sea, dataplane: ${dataplane}, podCidr: [10.0.0.0/16, "fd00:1::/48"], ${both(240)}, nodes: 2 }
  rb: { model: archipelago, archipelago: sea, dataplane: ${dataplane}, podCidr: [10.1.0.0/16, "fd00:2::/48"], ${both(241)}, nodes: 1 }
`,
  );
