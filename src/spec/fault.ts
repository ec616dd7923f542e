// What may happen to a lab while it runs, in the lab's own words. The model says what holds under it, the plan how it is
// done and undone.

export type Fault =
  /** Its cables are pulled: nobody hears of the node any more, nor of its pods. */
  | { readonly kind: 'node-down'; readonly node: string }
  /** The node loads its own ruleset anew, the same one. */
  | { readonly kind: 'ruleset-reloaded'; readonly node: string };

export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** Ends a sentence that begins with what holds: `… while node2 is down`. */
export const faultText = (fault: Fault): string => {
  switch (fault.kind) {
    case 'node-down':
      return `while ${fault.node} is down`;
    case 'ruleset-reloaded':
      return `while ${fault.node} loads its ruleset anew`;
  }
};
