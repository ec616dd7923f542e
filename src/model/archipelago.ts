// Archipelago: a bigger island. Its clusters are flat among themselves, which `crossing.ts` knows of; to the rest of the
// network each of them is an island.

import type { Cluster, Profile } from '../spec/lab.ts';
import { island } from './island.ts';
import type { Promises } from './promises.ts';

export const archipelago = (cluster: Cluster, profile: Profile): Promises => ({
  ...island(cluster, profile),
  sentence: `flat among the clusters of ${cluster.archipelago ?? 'its archipelago'}; to all others ${island(cluster, profile).sentence}`,
});
