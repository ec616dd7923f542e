// Flat: every node owns a range of the larger network, and everybody there knows the way. Addresses are never rewritten;
// at an edge, if the cluster has one, they are: outside the ranges that see the pods' own, pods are known as their node.

import type { Cluster } from '../spec/lab.ts';
import { seenAsItself } from './masquerade-exceptions.ts';
import type { Promises } from './promises.ts';

export const flat = (cluster: Cluster): Promises => ({
  sentence: 'pod addresses are part of the larger network: everybody reaches everybody, and nobody is rewritten',
  outsideToPod: (host) => ({ owners: [host.name], translations: 0 }),
  outsideToNode: (host) => ({ owners: [host.name], translations: 0 }),
  podToOutside: (pod, node, to) =>
    cluster.egress !== 'masquerade'
      ? { owners: [pod.name], translations: 0 }
      : (seenAsItself(cluster, pod, to) ?? { owners: [node.name], translations: 1 }),
  nodeToOutside: (node) => ({ owners: [node.name], translations: 0 }),
  podToOtherNode: (pod) => ({ owners: [pod.name], translations: 0 }),
  podRangesAreRouted: true,
});
