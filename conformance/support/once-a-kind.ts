// What a cluster of any kind promises under a fault takes the fault to see, and deadlines besides. A file that builds many
// labs has it tried in the first lab with a cluster of that kind: in the others it would be the same rules once more.

import type { Expectation } from '../../src/model/expectation.ts';
import { expectationsOf } from '../../src/model/expectations.ts';
import type { Fault } from '../../src/spec/fault.ts';
import type { Cluster, Lab, Service } from '../../src/spec/lab.ts';

/** What is claimed of gateways under a fault is not among them: it is tried wherever it is claimed. */
const ofAnyCluster = /^(SVC-0[56]|FAIL-0[1245]|LEAK-04|LEAK-11|X-10)$/;

const tried = new Set<string>();

/** Which claims of the lab are tried in it. For a test to ask as soon as it is called: AVA calls them in their order. */
export const onceAKind = (lab: Lab): ((expectation: Expectation) => boolean) => {
  const kinds = new Set(expectationsOf(lab).flatMap((expectation) => kindOf(lab, expectation) ?? []));
  const fresh = kinds.difference(tried);
  for (const kind of fresh) tried.add(kind);
  return (expectation) => {
    const kind = kindOf(lab, expectation);
    return kind === null || fresh.has(kind);
  };
};

/** Null of what is always tried. */
const kindOf = (lab: Lab, { id, flow, under }: Expectation): string | null => {
  if (under === undefined || !ofAnyCluster.test(id)) return null;
  const { fault } = under;
  const hit = lab.clusters.find((cluster) => isHit(cluster, fault));
  if (hit === undefined) return null;
  const service = 'service' in fault ? hit.services.find(({ name }) => name === fault.service) : undefined;
  return JSON.stringify([id, flow.family, fault.kind, lab.profile, wiringOf(hit), service && manner(service)]);
};

const isHit = ({ name, nodes }: Cluster, fault: Fault): boolean => {
  if ('cluster' in fault) return name === fault.cluster;
  if ('node' in fault) return nodes.some((node) => node.name === fault.node);
  return nodes.some(({ pods }) => pods.some((pod) => pod.name === fault.pod));
};

const wiringOf = (cluster: Cluster): readonly unknown[] => {
  const { model, ipv6, custom, dataplane, underlay, routing, bgpDaemon, ipam, egress, podCidrs } = cluster;
  const families = [...new Set(podCidrs.map((cidr) => (cidr.includes(':') ? 6 : 4)))];
  return [model, ipv6, custom, dataplane, underlay, routing, bgpDaemon, ipam, egress, families];
};

const manner = ({ transports, externalTrafficPolicy, affinitySeconds }: Service): readonly unknown[] => [
  transports,
  externalTrafficPolicy,
  affinitySeconds,
];
