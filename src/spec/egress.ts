// What a model means for the way out of a cluster.

import type { Draft, DraftCluster } from './draft.ts';
import type { Report } from './finding.ts';
import type { Family } from './lab.ts';
import { mannerIn } from './manner.ts';

export const checkEgress = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    const { name, path, typed } = cluster;
    const wrong = masqueradedThoughFlat(cluster);
    if (wrong === null) continue;
    const [where, at] = typeof typed.egress === 'object' ? [` in IPv${wrong}`, [`ipv${wrong}`]] : ['', []];
    const message = `egress masquerade${where} contradicts model flat of cluster ${name}: a flat network shows the pods' own addresses`;
    const hint =
      "remove egress, or write model: island; or list in masqueradeExceptions the ranges that see the pods' own addresses";
    report({ path: [...path, 'egress', ...at], message, hint });
  }
};

/** The family in which the cluster is both, and no range is said to see the pods' own addresses; null if there is none. */
const masqueradedThoughFlat = (cluster: DraftCluster): Family | null => {
  if (cluster.custom.declared) return null;
  const families = cluster.podCidrs.map(({ range }) => range.family);
  const wrong = families.find((family) => {
    const { model, egress } = mannerIn(cluster, family);
    const excepted = cluster.masqueradeExceptions.some(({ cidr }) => cidr.range.family === family);
    return model === 'flat' && egress === 'masquerade' && !excepted;
  });
  return wrong ?? null;
};
