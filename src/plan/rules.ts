// The gateways of a node: everything it does to packets beyond forwarding them.

import type { Cluster, Family, Lab, Node } from '../spec/lab.ts';
import { mannerIn } from '../spec/manner.ts';
import { clusterAddresses } from './cluster-ip.ts';
import { closedPods, openPods } from './custom.ts';
import { egressGateway, egressStrict } from './egress-gateway.ts';
import { endpointChains } from './endpoints.ts';
import { insiderExit } from './insiders.ts';
import { masquerade } from './masquerade.ts';
import { tableOf } from './nft.ts';
import { nodePorts } from './node-port.ts';
import { viewIn } from './facets.ts';
import type { Seat } from './seat.ts';
import type { Step } from './step.ts';
import { quietSteps, strict } from './strict.ts';
import { vips } from './vip.ts';
import { strictOverlay } from './vxlan.ts';

/** Strict first: what it drops, no gateway may take. Only what egress gateways send back is not its business. */
const gateways = [
  ...[egressStrict, openPods, strict, strictOverlay],
  ...[clusterAddresses, nodePorts, vips, endpointChains, egressGateway, insiderExit, closedPods, masquerade],
];

export const ruleSteps = (lab: Lab, cluster: Cluster, node: Node): readonly Step[] => {
  const families: readonly Family[] = [4, 6];
  const ruleset = families.map((family) => table(seatIn(viewIn(lab, family), { lab, cluster, node, family }))).join('');
  const why = `the gateways of ${node.name}: ${sentence(lab, cluster)}`;
  return [
    ...quietSteps(lab, node),
    ...(ruleset === '' ? [] : [{ do: 'nft.load', netns: node.name, ruleset, why } satisfies Step]),
  ];
};

/** The same seat as that view of the lab has it. */
const seatIn = (lab: Lab, seat: Seat): Seat => {
  const cluster = lab.clusters.find(({ name }) => name === seat.cluster.name) ?? seat.cluster;
  const node = cluster.nodes.find(({ name }) => name === seat.node.name) ?? seat.node;
  return { ...seat, lab, cluster, node };
};

const table = (seat: Seat): string =>
  tableOf(
    seat.family,
    gateways.map((gateway) => gateway(seat)),
  );

/** What the gateways of a cluster's nodes are for. */
const sentence = (lab: Lab, cluster: Cluster): string => {
  const { services, egressGateway: exit } = cluster;
  const ports = services.flatMap(({ nodePort }) => nodePort ?? []);
  const parts = [
    ...(lab.profile === 'strict' ? ['what default Linux lets slip is dropped'] : []),
    ...(services.length > 0 ? ['Services lead to their endpoints'] : []),
    ...(ports.length > 0 ? [`ports ${ports.join(', ')} lead in`] : []),
    ...(services.some(({ vip }) => vip !== null) ? ['vips lead in'] : []),
    ...(exit === null ? [] : [`${exit.pods.join(', ')} leave by ${exit.node}`]),
    ...leaving(cluster),
  ];
  return parts.join(', ');
};

const leaving = (cluster: Cluster): readonly string[] => {
  const families = ([4, 6] as const).filter((family) => mannerIn(cluster, family).egress === 'masquerade');
  if (families.length === 0) return [];
  return [`pods leave masqueraded as the node${families.length === 2 ? '' : ` over IPv${families[0]}`}`];
};
