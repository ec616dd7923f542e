// How large a lab may be, and how small.

import type { Draft } from './draft.ts';
import type { Missing, Report } from './finding.ts';
import type { ClusterFile, LabFile } from './schema.ts';

/** A Linux bridge has 1,024 ports (BR_MAX_PORTS); some are kept for the core and for guests. */
export const mostOnOneBridge = 1000;
const mostPods = 5000;
const mostClusters = 100;

/** True if the lab is small enough to go on with. Looked at before expansion, so that `nodes: 100000` costs nothing. */
export const checkLimits = ({ clusters }: LabFile, report: Report): boolean => {
  let small = true;
  const refuse: Report = (finding) => {
    small = false;
    report(finding);
  };
  const all = Object.entries(clusters);
  if (all.length > mostClusters) {
    const hint = 'split it into several labs';
    refuse({
      path: ['clusters'],
      at: 'key',
      message: `${all.length} clusters in one lab, at most ${mostClusters} are possible`,
      hint,
    });
  }
  for (const [name, cluster] of all) {
    const nodes = nodesIn(cluster);
    if (nodes <= mostOnOneBridge) continue;
    const path = ['clusters', name, 'nodes'];
    const message = `${counted(nodes)} nodes in cluster ${name}, at most 1,000 machines fit on one bridge`;
    refuse({
      path,
      message,
      hint: 'a Linux bridge has 1,024 ports: use fewer nodes with more pods each, or several clusters',
    });
  }
  const pods = all.reduce((sum, [, cluster]) => sum + podsIn(cluster), 0);
  if (pods > mostPods) {
    const message = `${counted(pods)} pods in all, at most 5,000 are possible`;
    refuse({ path: ['clusters'], at: 'key', message, hint: 'lower podsPerNode, or split it into several labs' });
  }
  return small;
};

export const checkPopulation = (draft: Draft, { report }: Missing): void => {
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

const nodesIn = ({ nodes }: ClusterFile): number => (typeof nodes === 'number' ? nodes : Object.keys(nodes).length);

const podsIn = ({ nodes, podsPerNode }: ClusterFile): number => {
  if (typeof nodes === 'number') return nodes * (podsPerNode ?? 1);
  return Object.values(nodes).reduce((sum, { pods = podsPerNode ?? 0 }) => {
    return sum + (typeof pods === 'number' ? pods : Object.keys(pods).length);
  }, 0);
};

const counted = (number: number): string => number.toLocaleString('en');
