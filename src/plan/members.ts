import { together } from '../spec/archipelago.ts';
import type { Cluster, Lab } from '../spec/lab.ts';

/** All members of the cluster's archipelago as one cluster of its name; a cluster of no archipelago as it is. */
export const archipelagoOf = ({ clusters }: Lab, cluster: Cluster): Cluster => {
  const { archipelago: name } = cluster;
  const members = clusters.filter((other) => together(cluster, other));
  if (name === null) return cluster;
  return {
    ...cluster,
    name,
    podCidrs: members.flatMap(({ podCidrs }) => podCidrs),
    nodes: members.flatMap(({ nodes }) => nodes),
    proxies: members.flatMap(({ proxies }) => proxies),
    insiders: members.flatMap(({ insiders }) => insiders),
  };
};

/** Addresses and ranges of the network of pods that the cluster has, or shares with all of its archipelago. */
export const podNetworkOf = (lab: Lab, cluster: Cluster): readonly string[] => {
  const { podCidrs, insiders } = archipelagoOf(lab, cluster);
  return [...podCidrs, ...insiders.flatMap(({ addresses }) => addresses)];
};
