// What a custom cluster promises, as the rest of the program sees it.

/** A network that is none of the models, and promises what its own matrix says. */
export type Custom = {
  /** Pods of an island to which core has a route all the same. */
  readonly open: readonly string[];
  /** Pods of a flat cluster begin nothing with anybody outside. */
  readonly closed: boolean;
  readonly promises: readonly PromiseRow[];
};

/** Of the rows that speak of a flow, that which names most machines, and then most of protocol and family, is heard. */
export type PromiseRow = {
  readonly from: PromiseEnd;
  readonly to: PromiseEnd;
  /** Whose address may be seen; nobody's when it must never be reached. */
  readonly sees: readonly PromisedSource[];
  readonly protocol: 'tcp' | 'udp' | 'icmp' | null;
  readonly family: 4 | 6 | null;
};

export type PromiseEnd = 'pods' | 'nodes' | 'other-nodes' | 'outside' | Machine;

type Machine = { readonly name: string; readonly addresses: readonly string[] };

/** The caller itself, the node of the pod that calls or is called, or a node by which pods leave. */
export type PromisedSource = 'client' | 'node' | { readonly gateway: string };
