// What whoever has a leg in a cluster's network does with pod addresses that nobody has.

import { familyOf } from '../spec/address.ts';
import type { Cluster } from '../spec/lab.ts';
import { shared } from './family.ts';
import type { Step } from './step.ts';

/** `legs` are its addresses there. Without this the default route would take packets for unused pod addresses out into the larger network. */
export const refusalSteps = (cluster: Cluster, name: string, legs: readonly string[]): readonly Step[] =>
  shared(legs, cluster.podCidrs).map((to): Step => ({
    do: 'route.add',
    netns: name,
    to,
    family: familyOf(to),
    type: 'unreachable',
    why: `a pod address that nobody has ends at ${name}, and never leaks into the larger network`,
  }));
