// Proxies of clusters of every model, side by side: on a flat network, an island, an overlay, an archipelago and a
// network that is all the cluster's own, in two families and both profiles, with and without a way out.

import test from 'ava';
import { expectationsOf } from '../src/model/expectations.ts';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { isOfSurvival } from './support/broken-lab.ts';
import { checkBuilt } from './support/check-built.ts';

const conforms = test.macro(async (t, text: string, froms: readonly string[]) => {
  const lab = parseLab(text, 'proxies.yaml');
  const claimed = expectationsOf(lab, 'proxies');
  t.deepEqual([...new Set(claimed.map(({ id }) => id))].toSorted(), ['IN-12', 'IN-13', 'IN-14']);
  t.deepEqual([...new Set(claimed.map(({ flow }) => flow.from))].toSorted(), [...froms]);
  // What survives a change is left to others: whoever served hundreds of HTTP connections, and closed them first, remembers
  // their ports for a minute (TIME-WAIT), and says nothing to a connection that comes to it by one of them.
  allHold(t, await checkBuilt(lab, { only: (expectation) => !isOfSurvival(expectation) }));
});

type Cluster = { readonly name: string; readonly model: string; readonly number: number };

/** Two nodes with a pod each, a proxy of each kind, and one that is a pod. */
const cluster = ({ name, model, number }: Cluster): string => `  ${name}:
    ${model}
    podCidr: [10.${number}.0.0/16, "fd00:${number}::/48"]
    nodeCidr: [10.240.${number}.0/24, "fd00:240:${number}::/64"]
    nodes: 2
    services:
      web: { port: 80, endpoints: [${name}-pod-1-1, ${name}-pod-2-1], nodePort: 30080 }
      local: { port: 81, endpoints: [${name}-pod-2-1], nodePort: 30081, externalTrafficPolicy: Local }
      edge: { port: 82, endpoints: [${name}-pod-1-1], nodePort: 30082, ingress: { web.test: web, local.test: local } }
    proxies:
      ${name}-front:
        address: [10.129.${number}.1, "fd00:129:${number}::1"]
        to: pods
        listen: { 80: { hosts: { web.test: web, local.test: local } }, 81: { service: local, proxyProtocol: v2 } }
      ${name}-gate:
        address: [10.129.${number}.2, "fd00:129:${number}::2"]
        to: nodePort
        listen: { 80: { hosts: { web.test: web, local.test: local } }, 81: { service: web, proxyProtocol: v1 } }
`;

const lab = (profile: string, clusters: readonly Cluster[]): string => `name: proxies
profile: ${profile}
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: [10.128.1.1, "fd00:128::1"] } }
clusters:
${clusters.map(cluster).join('')}`;

const everyModel: readonly Cluster[] = [
  { name: 'f', model: 'model: flat', number: 1 },
  { name: 'i', model: 'model: island', number: 2 },
  { name: 'v', model: 'model: island\n    dataplane: vxlan\n    egress: none', number: 3 },
  { name: 'ra', model: 'model: archipelago\n    archipelago: sea', number: 4 },
  { name: 'rb', model: 'model: archipelago\n    archipelago: sea\n    egress: none', number: 5 },
];
// One after the other: each of these labs is large, and keeps a processor busy for itself.
test.serial('every model, as default Linux has it', conforms, lab('textbook', everyModel), ['other']);
test.serial('every model, strict', conforms, lab('strict', everyModel), ['other']);

const hosts = 'hosts: { inner: [10.128.1.1, "fd00:128::1"] }';
const apart: readonly Cluster[] = [
  { name: 'a', model: `model: isolated\n    ${hosts}`, number: 1 },
  { name: 'xa', model: 'model: archipelago\n    archipelago: sea\n    dataplane: vxlan', number: 2 },
  { name: 'xb', model: 'model: archipelago\n    archipelago: sea\n    dataplane: vxlan', number: 3 },
];
test.serial('a cluster apart, and an archipelago as an overlay', conforms, lab('textbook', apart), ['inner', 'other']);
test.serial('the same, strict', conforms, lab('strict', apart), ['inner', 'other']);

test.serial(
  'clients and proxy have one family, pods another',
  conforms,
  `name: proxies
network: { cidr: [10.0.0.0/8, "fd00::/16"], hosts: { other: 10.128.1.1 } }
clusters:
  six:
    model: island
    podCidr: "fd00:1::/48"
    nodeCidr: "fd00:240::/64"
    nodes: 2
    services: { web: { port: 80, endpoints: [pod-1-1, pod-2-1], nodePort: 30080 } }
    proxies:
      front:
        address: 10.129.1.1
        to: pods
        listen: { 80: { hosts: { web.test: web } }, 81: { service: web, proxyProtocol: v1 } }
      gate:
        address: [10.129.1.2, "fd00:129::2"]
        to: nodePort
        listen: { 80: { hosts: { web.test: web } }, 81: { service: web, proxyProtocol: v2 } }
`,
  ['other'],
);
