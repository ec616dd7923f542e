// One family of a draft, for checks of what may share addresses.

import type { Draft, DraftCluster, DraftHost, DraftNode, Placed } from './draft.ts';
import type { Family } from './lab.ts';
import { mannerIn } from './manner.ts';

/** One a family where a cluster is not the same in both; most drafts are looked at as they are. */
export const viewsOf = (draft: Draft): readonly Draft[] =>
  draft.clusters.every(({ ipv6 }) => ipv6 === null)
    ? [draft]
    : ([4, 6] as const).map((family) => draftInFamily(draft, family));

/** As `projection.ts` does it with a lab, as far as addresses of machines and ranges go. */
const draftInFamily = (draft: Draft, family: Family): Draft => ({
  ...draft,
  cidrs: those(draft.cidrs, family),
  hosts: draft.hosts.map((host) => addressed(host, family)),
  clusters: draft.clusters.map((cluster) => clusterIn(cluster, family)),
});

const those = (placed: readonly Placed[], family: Family): readonly Placed[] =>
  placed.filter(({ range }) => range.family === family);

const addressed = <Machine extends DraftHost | DraftNode>(machine: Machine, family: Family): Machine => ({
  ...machine,
  addresses: those(machine.addresses, family),
});

const clusterIn = (cluster: DraftCluster, family: Family): DraftCluster => {
  const manner = mannerIn(cluster, family);
  return {
    ...cluster,
    ...manner,
    ipv6: null,
    archipelago: manner.model === 'archipelago' ? cluster.archipelago : null,
    masqueradeExceptions: cluster.masqueradeExceptions.filter(({ cidr }) => cidr.range.family === family),
    podCidrs: those(cluster.podCidrs, family),
    serviceCidrs: those(cluster.serviceCidrs, family),
    nodes: cluster.nodes.map((node) => ({ ...addressed(node, family), podCidrs: those(node.podCidrs, family) })),
  };
};
