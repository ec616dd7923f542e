// Isolated: an island on a larger network of its own, with a router and machines of its own. No cable leads from there
// to any other network of the lab, so every address may be somebody else's out there.

import { fabricMachines, fabricSteps } from './fabric.ts';
import { island } from './island.ts';
import type { Wiring } from './wiring.ts';

/** `lab` is the cluster's own network, and nothing else. */
export const isolated: Wiring = {
  machines: (cluster, lab) => [
    ...fabricMachines(lab).map((machine) => ({ ...machine, cluster: cluster.name })),
    ...island.machines(cluster, lab),
  ],
  steps: (lab, cluster) => [...fabricSteps(lab), ...island.steps(lab, cluster)],
};
