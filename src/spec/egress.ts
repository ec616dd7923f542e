// What a model means for the way out of a cluster, and that there is something to go out.

import type { Draft } from './draft.ts';
import type { Report } from './finding.ts';

export const checkEgress = (draft: Draft, report: Report): void => {
  for (const { name, path, model, egress } of draft.clusters) {
    if (model !== 'flat' || egress !== 'masquerade') continue;
    const message = `egress masquerade contradicts model flat of cluster ${name}: a flat network shows the pods' own addresses`;
    report({ path: [...path, 'egress'], message, hint: 'write egress: none, or model: island' });
  }
};

export const checkPopulation = (draft: Draft, report: Report): void => {
  if (draft.clusters.length === 0) {
    const hint = 'add one, such as clusters: { east: { model: island, podCidr: 10.0.0.0/16, nodes: 2 } }';
    report({ path: ['clusters'], at: 'key', message: 'the lab has no clusters', hint });
  }
  for (const { name, path, nodes } of draft.clusters) {
    if (nodes.length > 0) continue;
    report({
      path: [...path, 'nodes'],
      at: 'key',
      message: `cluster ${name} has no nodes`,
      hint: 'write how many, such as nodes: 2',
    });
  }
};
