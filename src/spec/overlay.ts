// An overlay hides the pods of a cluster from the larger network, and needs an address of its own on every node.

import { bitsOf, prefixLength } from './address.ts';
import { together } from './archipelago.ts';
import type { Draft, DraftCluster } from './draft.ts';
import type { Report } from './finding.ts';
import type { Family } from './lab.ts';
import { modelIn, modelsOf } from './manner.ts';

export const checkOverlay = ({ clusters }: Draft, report: Report): void => {
  for (const cluster of clusters) oneNetwork(cluster, clusters, report);
  for (const cluster of clusters.filter(({ dataplane }) => dataplane === 'vxlan')) {
    hidden(cluster, report);
    roomForEnd(cluster, report);
  }
};

/** Members of an archipelago share one network of pods, which is a switch or an overlay, and not both. */
const oneNetwork = (cluster: DraftCluster, clusters: readonly DraftCluster[], report: Report): void => {
  const { name, archipelago, dataplane, path } = cluster;
  if (archipelago === null) return;
  const first = clusters.find((other) => other.archipelago === archipelago);
  if (first === undefined || first.dataplane === dataplane) return;
  report({
    path: [...path, 'dataplane'],
    message: `cluster ${name} is ${dataplane}, and cluster ${first.name} of the same archipelago ${archipelago} is ${first.dataplane}`,
    hint: `write dataplane: ${first.dataplane}, or put ${name} into an archipelago of its own`,
  });
};

const hidden = (cluster: DraftCluster, report: Report): void => {
  const { name, path } = cluster;
  if (modelsOf(cluster).some((model) => model !== 'flat')) return;
  report({
    path: [...path, 'dataplane'],
    message: `cluster ${name} is flat, and an overlay would hide its pods from the larger network`,
    hint: 'write dataplane: routed, or make the cluster an island',
  });
};

/** The first address of a node's range is the overlay's; in a range of one or two it would be a pod's. */
const roomForEnd = (cluster: DraftCluster, report: Report): void => {
  for (const { name, podCidrs } of cluster.nodes) {
    for (const { text, range, path } of podCidrs) {
      if (modelIn(cluster, range.family) === 'flat') continue;
      if (bitsOf(range.family) - prefixLength(text) >= 2) continue;
      const message = `podCidr ${text} of ${name} has no address left for the node's end of the overlay`;
      report({ path, message, hint: "with dataplane: vxlan the first address of the range is the node's: widen it" });
    }
  }
};

/** The family that carries an overlay: IPv4 where all clusters of the overlay have pods in it, otherwise IPv6. */
export const underlayOf = (cluster: DraftCluster, clusters: readonly DraftCluster[]): Family => {
  const members = clusters.filter((other) => other === cluster || together(other, cluster));
  const carried = (member: DraftCluster, family: Family): boolean =>
    modelIn(member, family) !== 'flat' && member.podCidrs.some(({ range }) => range.family === family);
  return members.every((member) => carried(member, 4)) ? 4 : 6;
};
