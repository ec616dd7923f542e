// Clusters of every model in one lab, next to each other: what is claimed between them holds in both profiles, with and
// without a way out, and in two families.

import test from 'ava';
import { expectationsOf } from '../src/model/expectations.ts';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';

const conforms = test.macro(async (t, text: string, ids: readonly string[]) => {
  const lab = parseLab(text, 'side-by-side.yaml');
  const claimed = new Set(expectationsOf(lab, 'clusters').map(({ id }) => id));
  t.deepEqual([...claimed].toSorted(), [...ids]);
  allHold(t, await checkBuilt(lab));
});

const all = ['X-01', 'X-02', 'X-03', 'X-04', 'X-05', 'X-09', 'X-10'];

const everyModel = (profile: string): string => `name: side-by-side
profile: ${profile}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  fa:
    { model: flat, podCidr: 10.4.0.0/16, nodes: 2,
      services: { web: { port: 80, endpoints: [fa-pod-1-1, fa-pod-2-1], nodePort: 30080 },
                  local: { port: 81, endpoints: [fa-pod-1-1], nodePort: 30081, externalTrafficPolicy: Local } } }
  fb: { model: flat, podCidr: 10.5.0.0/16, nodes: 1, nodeCidr: 10.241.0.0/16 }
  i: { model: island, podCidr: 10.0.0.0/16, nodes: 2 }
  closed: { model: island, podCidr: 10.1.0.0/16, nodes: 1, egress: none }
  ra: { model: archipelago, archipelago: sea, podCidr: 10.0.0.0/16, nodes: 1 }
  rb: { model: archipelago, archipelago: sea, podCidr: 10.2.0.0/16, nodes: 1, nodeCidr: 10.241.0.0/16, egress: none }
`;
test('every model, as default Linux has it', conforms, everyModel('textbook'), all);
test('every model, strict', conforms, everyModel('strict'), all);

const both = (node: number): string => `nodeCidr: [10.${node}.0.0/16, "fd00:${node}::/64"]`;
test(
  'an archipelago and an island with its ranges, in two families',
  conforms,
  `name: side-by-side
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"] } }
clusters:
  ra:
    { model: archipelago, archipelago: sea, podCidr: [10.0.0.0/16, "fd00:1::/48"], ${both(240)}, nodes: 1,
      services: { web: { port: 80, endpoints: [ra-pod-1-1], nodePort: 30080 } } }
  rb: { model: archipelago, archipelago: sea, podCidr: [10.1.0.0/16, "fd00:2::/48"], ${both(240)}, nodes: 1 }
  i: { model: island, podCidr: [10.0.0.0/16, "fd00:1::/48"], ${both(241)}, nodes: 1 }
`,
  ['X-01', 'X-02', 'X-03', 'X-04', 'X-05', 'X-06', 'X-09', 'X-10'],
);
