// Isolated: the cluster stands on a larger network of its own. There its pods are on an island, with outsiders of their own;
// anywhere else there is nobody to reach them and nobody to be reached, whatever the addresses say (`apart.ts`).

import type { Cluster, Profile } from '../spec/lab.ts';
import { island } from './island.ts';
import type { Promises } from './promises.ts';

export const isolated = (cluster: Cluster, profile: Profile): Promises => ({
  ...island(cluster, profile),
  sentence: 'nothing gets in and nothing gets out: the cluster is on another network, and every address may be reused',
});
