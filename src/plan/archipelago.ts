// Archipelago: a bigger island. The nodes of all its clusters are plugged into one switch, where each finds the pods of
// every other, and to the larger network it is what an island is.

import { together } from '../spec/archipelago.ts';
import { archipelagoOf } from './members.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import { insiderMachines, insiderSteps } from './insiders.ts';
import { island } from './island.ts';
import type { Wiring } from './wiring.ts';

/** The first of the clusters builds the network for all of them. */
export const archipelago: Wiring = {
  machines: (cluster, lab) =>
    isFirst(cluster, lab)
      ? [
          ...island.machines(archipelagoOf(lab, cluster), lab).map((machine) => ({ ...machine, cluster: null })),
          ...insiderMachines(archipelagoOf(lab, cluster)),
        ]
      : [],
  steps: (lab, cluster) =>
    isFirst(cluster, lab)
      ? [...island.steps(lab, archipelagoOf(lab, cluster)), ...insiderSteps(lab, archipelagoOf(lab, cluster))]
      : [],
};

const isFirst = (cluster: Cluster, { clusters }: Lab): boolean =>
  clusters.find((other) => together(cluster, other)) === cluster;
