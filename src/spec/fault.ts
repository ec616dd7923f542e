// What may happen to a lab while it runs, in the lab's own words. The model says what holds under it, the plan how it is
// done and undone.

export type Fault =
  /** Its cables are pulled: nobody hears of the node any more, nor of its pods. */
  | { readonly kind: 'node-down'; readonly node: string }
  /** The same, and the cluster has noticed: its pods serve no Service any more. */
  | { readonly kind: 'node-gone'; readonly node: string }
  /** Its BGP session with the router is broken off, and again as often as it tries: it has nobody to talk to. */
  | { readonly kind: 'bgp-cut'; readonly node: string }
  /** Its cable in the larger network is pulled, and plugged in again. */
  | { readonly kind: 'link-flapped'; readonly node: string }
  /** The pod is no more, serves nothing, and another one on its node has its addresses. */
  | { readonly kind: 'addresses-recycled'; readonly pod: string; readonly by: string }
  /** The node loads its own ruleset anew, the same one. */
  | { readonly kind: 'ruleset-reloaded'; readonly node: string }
  /** The cluster is of its archipelago no more; whoever stays knows no way to it, nor it to them. */
  | { readonly kind: 'member-left'; readonly cluster: string }
  /**
   * The node forgets all connections, as a gateway does that was started anew. `forGood`: it takes none up again from the
   * middle, which Linux does unless told otherwise.
   */
  | { readonly kind: 'conntrack-flushed'; readonly node: string; readonly forGood?: true }
  /** These pods do not serve the Service any more, and every node of the cluster is told. They still run. */
  | {
      readonly kind: 'endpoints-gone';
      readonly cluster: string;
      readonly service: string;
      readonly pods: readonly string[];
    }
  /** Nobody has called the Service for as long as its affinity lasts. */
  | {
      readonly kind: 'affinity-expired';
      readonly cluster: string;
      readonly service: string;
      readonly seconds: number;
    };

export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** Ends a sentence that begins with what holds: `… while node2 is down`. */
export const faultText = (fault: Fault): string => {
  switch (fault.kind) {
    case 'node-down':
      return `while ${fault.node} is down`;
    case 'node-gone':
      return `while ${fault.node} is gone`;
    case 'bgp-cut':
      return `while nobody lets ${fault.node} speak BGP`;
    case 'link-flapped':
      return `when the cable of ${fault.node} was out for a moment`;
    case 'addresses-recycled':
      return `while ${fault.by} has the addresses of ${fault.pod}`;
    case 'ruleset-reloaded':
      return `while ${fault.node} loads its ruleset anew`;
    case 'member-left':
      return `while ${fault.cluster} is not of its archipelago`;
    case 'conntrack-flushed':
      return `once ${fault.node} has forgotten all connections${fault.forGood ? ' for good' : ''}`;
    case 'endpoints-gone':
      return `while ${fault.service} is not served by ${fault.pods.join(' or ')}`;
    case 'affinity-expired':
      return `once nobody has called ${fault.service} for ${fault.seconds} s`;
  }
};
