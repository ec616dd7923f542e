// Isolated clusters beside clusters of every other model, with their addresses, in two families: what each claims holds
// in both profiles, over an overlay and without a way out.

import test from 'ava';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';

const service = (endpoint: string): string =>
  `services: { web: { port: 80, endpoints: [${endpoint}], nodePort: 30080, transports: [tcp, udp] } }`;
const both = (pods: string, node: number): string =>
  `podCidr: [${pods}, "fd00:1::/48"], nodeCidr: [10.${node}.0.0/24, "fd00:${node}::/64"], nodes: 2`;

const mixed = (profile: string): string => `name: mixed
profile: ${profile}
network:
  cidr: [10.0.0.0/8, "fd00::/16"]
  hosts: { other: [10.128.1.1, "fd00:128::1"], near: [10.240.0.9, "fd00:240::9"] }
clusters:
  a:
    { model: isolated, dataplane: vxlan, ${both('10.0.0.0/16', 240)}, ${service('a-pod-1-1, a-pod-2-1')},
      hosts: { inner: [10.128.1.1, "fd00:128::1"] } }
  b: { model: isolated, egress: none, ${both('10.128.0.0/16', 240)}, podsPerNode: 2 }
  f: { model: flat, ${both('10.0.0.0/16', 240)}, ${service('f-pod-1-1')} }
  i: { model: island, egress: none, podCidr: 10.7.0.0/16, nodeCidr: 10.242.0.0/24, nodes: 1 }
  ra: { model: archipelago, archipelago: sea, podCidr: 10.8.0.0/16, nodeCidr: 10.243.0.0/24, nodes: 1 }
  rb: { model: archipelago, archipelago: sea, podCidr: 10.9.0.0/16, nodeCidr: 10.244.0.0/24, nodes: 1 }
`;

const conforms = test.macro(async (t, profile: string) => {
  const lab = parseLab(mixed(profile), 'mixed.yaml');
  const report = await checkBuilt(lab);
  allHold(t, report);
  t.true(report.claims.length > 1000);
});
test('as default Linux has it', conforms, 'textbook');
test('strict', conforms, 'strict');
