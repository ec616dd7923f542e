import type { Cluster, Lab } from '../spec/lab.ts';
import type { Machine, Step } from './step.ts';

/** What a model adds to a cluster's nodes and pods. */
export type Wiring = {
  /** Machines that only this model has. */
  readonly machines: (cluster: Cluster, lab: Lab) => readonly Machine[];
  /** Gives every node its pod gateway's address, and a way to the pods of the other nodes. */
  readonly steps: (lab: Lab, cluster: Cluster) => readonly Step[];
};
