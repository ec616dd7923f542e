// What a model means for the way out of a cluster.

import type { Draft } from './draft.ts';
import type { Report } from './finding.ts';
import { mannerIn } from './manner.ts';

export const checkEgress = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    const { name, path, typed, custom, masqueradeExceptions } = cluster;
    const families = cluster.podCidrs.map(({ range }) => range.family);
    const wrong = families.find((family) => {
      const { model, egress } = mannerIn(cluster, family);
      const excepted = masqueradeExceptions.some(({ cidr }) => cidr.range.family === family);
      return model === 'flat' && egress === 'masquerade' && !excepted;
    });
    if (wrong === undefined || custom.declared) continue;
    const [where, at] = typeof typed.egress === 'object' ? [` in IPv${wrong}`, [`ipv${wrong}`]] : ['', []];
    const message = `egress masquerade${where} contradicts model flat of cluster ${name}: a flat network shows the pods' own addresses`;
    const hint = 'write egress: none, or model: island, or in masqueradeExceptions where the own addresses are seen';
    report({ path: [...path, 'egress', ...at], message, hint });
  }
};
