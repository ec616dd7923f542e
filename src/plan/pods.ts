// Which addresses the pods of a node have: those of its ranges, or, where the cluster has one pool, each by itself.

import type { Family, Node } from '../spec/lab.ts';
import { alone, inFamily } from './family.ts';

/** What a route to the pods of this node, and to itself as their gateway, must lead to. */
export const blocksAt = ({ podCidrs, podGateways, pods }: Node): readonly string[] =>
  podCidrs.length > 0 ? podCidrs : [...podGateways, ...pods.flatMap(({ addresses }) => addresses)].map(alone);

/** What tells the pods of this node from all others, as elements of a set; none where a pool has given it no pod. */
export const sourcesAt = ({ podCidrs, pods }: Node, family: Family): readonly string[] =>
  inFamily(family, podCidrs.length > 0 ? podCidrs : pods.flatMap(({ addresses }) => addresses));
