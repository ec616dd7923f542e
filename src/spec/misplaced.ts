// An egress gateway as people guess at it: as one of the ways of egress. It is told of once, and taken out.

import type { Report } from './finding.ts';

/** Changes `value`: it must belong to the caller. */
export const takeMisplaced = (value: unknown, report: Report): void => {
  const clusters = mapIn(mapIn(value)?.['clusters']);
  for (const [name, its] of Object.entries(clusters ?? {})) {
    const cluster = mapIn(its);
    const egress = mapIn(cluster?.['egress']);
    if (cluster === null || egress === null || !gatewayKeys.some((key) => key in egress)) continue;
    delete cluster['egress'];
    report({
      path: ['clusters', name, 'egress'],
      at: 'key',
      message: 'egressGateway is a key of its own',
      hint: `beside egress, not in it: egressGateway: { node: ${nodeIn(egress)}, pods: ${podsIn(egress)} }`,
    });
  }
};

const gatewayKeys = ['gateway', 'egressGateway', 'node', 'pods', 'address'] as const;

const nodeIn = (egress: Readonly<Record<string, unknown>>): string => {
  const typed = egress['gateway'] ?? egress['node'];
  return typeof typed === 'string' ? typed : 'node1';
};

const podsIn = ({ pods }: Readonly<Record<string, unknown>>): string =>
  Array.isArray(pods) && pods.every((pod) => typeof pod === 'string') ? `[${pods.join(', ')}]` : '[pod-a]';

const mapIn = (value: unknown): Record<string, unknown> | null => (isMap(value) ? value : null);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
