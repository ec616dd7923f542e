// Flat: every node owns a range of the larger network, and everybody there knows the way. Addresses are never rewritten;
// at an edge, if the cluster has one, they are: outside the ranges that see the pods' own, pods are known as their node.
// Those that leave by an egress gateway are known as that, and can still be called by their own addresses.

import type { Cluster, Node, Pod } from '../spec/lab.ts';
import { byGateway } from './exit.ts';
import { seenAsItself } from './masquerade-exceptions.ts';
import type { Promises, Reach } from './promises.ts';

export const flat = (cluster: Cluster): Promises => ({
  sentence: 'pod addresses are part of the larger network: everybody reaches everybody, and nobody is rewritten',
  outsideToPod: (host) => ({ owners: [host.name], translations: 0 }),
  outsideToNode: (host) => ({ owners: [host.name], translations: 0 }),
  podToOutside: (pod, node, to) => byGateway(cluster, pod) ?? outwards(cluster, { pod, node, to }),
  nodeToOutside: (node) => ({ owners: [node.name], translations: 0 }),
  podToOtherNode: (pod) => ({ owners: [pod.name], translations: 0 }),
  podRangesAreRouted: true,
});

type Leaving = { readonly pod: Pod; readonly node: Node; readonly to: string };

const outwards = (cluster: Cluster, { pod, node, to }: Leaving): Reach =>
  cluster.egress !== 'masquerade'
    ? { owners: [pod.name], translations: 0 }
    : (seenAsItself(cluster, pod, to) ?? { owners: [node.name], translations: 1 });
