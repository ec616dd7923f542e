// Isolated clusters: each stands on a larger network of its own, so a lab can have several. What holds for the addresses
// of one network holds inside each of them, and nothing at all holds between two.

import type { Draft, DraftCluster } from './draft.ts';
import type { Report } from './finding.ts';
import type { Cluster, Lab } from './lab.ts';
import { modelText } from './manner.ts';

/** The lab's own larger network with the clusters that stand on it. */
export const mainland = (lab: Lab): Lab => ({ ...lab, clusters: lab.clusters.filter(({ own }) => own === null) });

/** The larger network that the cluster stands on, as a lab of its own: nothing outside it can be reached from there. */
export const around = (lab: Lab, cluster: Cluster): Lab =>
  cluster.own === null ? mainland(lab) : { ...lab, ...cluster.own, clusters: [cluster] };

/** Every larger network of the lab. */
export const networksOf = (lab: Lab): readonly Lab[] => [
  mainland(lab),
  ...lab.clusters.filter(({ own }) => own !== null).map((cluster) => around(lab, cluster)),
];

export const mainDraft = (draft: Draft): Draft => ({
  ...draft,
  clusters: draft.clusters.filter(({ model }) => model !== 'isolated'),
});

export const ownDraft = (draft: Draft, cluster: DraftCluster): Draft => ({
  ...draft,
  hosts: cluster.hosts,
  clusters: [cluster],
});

/** A draft for every larger network of the lab. */
export const draftsOf = (draft: Draft): readonly Draft[] => [
  mainDraft(draft),
  ...draft.clusters.filter(({ model }) => model === 'isolated').map((cluster) => ownDraft(draft, cluster)),
];

export const checkIsolated = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    const { name, path, hosts } = cluster;
    if (cluster.model !== 'isolated' && hosts.length > 0) {
      const message = `hosts of cluster ${name} of model ${modelText(cluster)}: it stands on the larger network, and so do they`;
      report({
        path: [...path, 'hosts'],
        at: 'key',
        message,
        hint: 'move them to hosts of network, or write model: isolated',
      });
    }
  }
};
