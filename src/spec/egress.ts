// What a model means for the way out of a cluster.

import type { Draft } from './draft.ts';
import type { Report } from './finding.ts';

export const checkEgress = (draft: Draft, report: Report): void => {
  for (const { name, path, model, egress, masqueradeExceptions } of draft.clusters) {
    if (model !== 'flat' || egress !== 'masquerade' || masqueradeExceptions.length > 0) continue;
    const message = `egress masquerade contradicts model flat of cluster ${name}: a flat network shows the pods' own addresses`;
    const hint = 'write egress: none, or model: island, or in masqueradeExceptions where the own addresses are seen';
    report({ path: [...path, 'egress'], message, hint });
  }
};
