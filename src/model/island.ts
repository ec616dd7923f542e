// Island: pods have a network of their own. They reach the larger network by masquerading as their node; nothing out
// there reaches them, except through a gateway.

import type { Cluster, Pod } from '../spec/lab.ts';
import type { Promises } from './promises.ts';

export const island = (cluster: Cluster): Promises => ({
  sentence:
    cluster.egress === 'masquerade'
      ? 'pods reach the larger network by masquerading as their node; nothing there reaches a pod, except through a gateway'
      : 'pods have no way out and nothing in the larger network reaches them, except through a gateway',
  outsideToPod: () => 'never',
  outsideToNode: (host) => ({ owners: [host.name], translations: 0 }),
  podToOutside: (pod, node) =>
    cluster.egress === 'masquerade' ? { owners: [exitOf(cluster, pod) ?? node.name], translations: 1 } : 'never',
  nodeToOutside: (node) => ({ owners: [node.name], translations: 0 }),
  // kubernetes/kubernetes#125203: whether pod to other node is masqueraded is the implementation's choice.
  podToOtherNode: (pod) => ({ owners: [pod.name, pod.node], translations: 1 }),
  podRangesAreRouted: false,
});

/** The node by which a pod leaves that was chosen for the egress gateway; null for every other pod. */
const exitOf = ({ egressGateway }: Cluster, { name }: Pod): string | null =>
  egressGateway !== null && egressGateway.pods.includes(name) ? egressGateway.node : null;
