/** Something outside Kubernetes that lives inside an archipelago. */
export type Insider = {
  readonly name: string;
  /** Among the pods. */
  readonly addresses: readonly string[];
  readonly archipelago: string;
  /** On the larger network, where the archipelago is an overlay: the outside of its end of the tunnels. */
  readonly underlay: readonly string[];
  /** The node that masquerades it on its way out; null where it has none, or a leg of its own out there. */
  readonly exit: string | null;
};
