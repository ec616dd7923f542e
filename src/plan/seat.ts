import type { Cluster, Family, Lab, Node } from '../spec/lab.ts';

/** Where a ruleset is for: a node of a cluster, one family at a time. */
export type Seat = { readonly lab: Lab; readonly cluster: Cluster; readonly node: Node; readonly family: Family };
