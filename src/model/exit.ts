// Who leaves by an egress gateway: whoever was chosen, from whichever node, and whatever its model says of all others.

import type { Cluster, Pod } from '../spec/lab.ts';
import type { Answered } from './promises.ts';

/** What comes of such a pod's call to anybody outside; null for a pod that leaves as pods do. */
export const byGateway = ({ egressGateway }: Cluster, { name }: Pod): Answered | null =>
  egressGateway?.pods.includes(name) === true ? { owners: [egressGateway.node], translations: 1 } : null;
