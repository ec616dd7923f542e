// What tells one model from another, as answers to the few questions that the families of claims ask. A model is one
// file that answers them; the families turn the answers into expectations.

import type { Cluster, Host, Lab, Node, Pod } from '../spec/lab.ts';

/**
 * Reached, with these machines as possible owners of the source that the far end sees; heard with the caller's own
 * address, to which nobody out there knows the way, so that no answer comes back; not reached at all; or unsaid, and then
 * nothing is claimed.
 */
export type Reach = Answered | 'one-way' | 'never' | 'unsaid';

/** `translations` is null where several numbers of them are as good. */
export type Answered = { readonly owners: readonly string[]; readonly translations: number | null };

export const isAnswered = (reach: Reach): reach is Answered => typeof reach !== 'string';

export type Promises = {
  /** Opens the titles and the summary: what this model is, in one sentence. */
  readonly sentence: string;
  /** `from` is the caller's address. */
  readonly outsideToPod: (host: Host, pod: Pod, from: string) => Reach;
  readonly outsideToNode: (host: Host, node: Node) => Reach;
  /** `to` is the address that is called. */
  readonly podToOutside: (pod: Pod, node: Node, to: string) => Reach;
  readonly nodeToOutside: (node: Node, to: string) => Reach;
  /** A pod calls a node of its own cluster that it does not run on. */
  readonly podToOtherNode: (pod: Pod, node: Node) => Reach;
  /** Whether the larger network has routes to the pod ranges. */
  readonly podRangesAreRouted: boolean;
};

/** A cluster and what its model promises. */
export type Side = { readonly cluster: Cluster; readonly promises: Promises };

export type Subject = Side & {
  /** The larger network that the cluster stands on: for an isolated cluster its own, with hosts of its own. */
  readonly lab: Lab;
  /** The other clusters on that network. */
  readonly others: readonly Side[];
  /** Clusters on other networks. */
  readonly strangers: readonly Side[];
  /** Everything, whichever network it is on. */
  readonly whole: Lab;
};
