// What a model promises, as data that a probe can be made from and a judge can read.

import type { Across, Flow, Series } from '../probe/flow.ts';
import type { Outcome } from '../probe/observation.ts';
import type { Fault } from '../spec/fault.ts';

export type Expectation = {
  /** The catalogue's id: `OUT-01`. */
  readonly id: string;
  /** A sentence, unique in a lab: `pod-a reaches other by masquerading as node1`. */
  readonly title: string;
  readonly flow: Flow;
  /** How many independent probes; all must agree. */
  readonly tries: number;
  readonly expected: Expected;
  /** For a negative: what must work before and after, with the same prober and the same listener. */
  readonly controls: readonly Flow[];
  /** What is sent before it, for claims about what flows leave behind. */
  readonly series?: Series;
  /** Machines that send the tries in turn; all must send all that can be sent. Only across a fault. */
  readonly senders?: readonly string[];
  /** Why it cannot be looked at, known beforehand: by nature, or because of what a lab of this kind does not have. */
  readonly skip?: string;
  /** What happens to the lab meanwhile. Controls, too, are sent while it lasts. Left out: nothing. */
  readonly under?: Under;
};

/** Without `across` it is all sent while the fault lasts, and `expected` says what must be seen then; or `afterwards`. */
export type Under = {
  readonly fault: Fault;
  readonly across?: Across;
  /**
   * `held`: of which flows the claim speaks, by what was seen of them before the fault; there must be one. Otherwise
   * what must be seen before the fault, if not the same.
   */
  readonly before?: Expected;
  /** `held`: one of several flows may hear nothing, where nobody can promise it to all of them. */
  readonly butOne?: true;
  /** What must be seen after the fault. Left out: of a streamed flow the same, of any other nothing. */
  readonly after?: Expected;
};

/** Sets of what is allowed; a field left out is not asserted. */
export type Expected = {
  readonly outcome: readonly Outcome[];
  readonly responder?: readonly string[];
  readonly responderPort?: number;
  /**
   * Machines that may answer some of the tries by right, whose answers this claim leaves to another claim. At least
   * one answer must come from `responder`.
   */
  readonly orElse?: readonly string[];
  /**
   * Over all tries: `one` answers all of them, `several` do, or all of `responder` do, and as `even`ly as chance has it.
   * Across a fault: some are `moved`, which is to say answered by somebody else than before.
   */
  readonly spread?: 'one' | 'several' | 'even' | 'moved';
  readonly sourceOwner?: readonly string[];
  readonly sourceSeen?: string;
  /** Null: nobody may tell the responder who the client is. */
  readonly forwardedFor?: string | null;
  readonly forwardedOwner?: readonly string[];
  readonly sourceLocal?: string;
  /** Machines at which not one packet of the request may arrive. Makes the claim a negative, proven by capture. */
  readonly absentFrom?: readonly string[];
  /** One of these must see the request arrive, whether or not anybody answers it. */
  readonly arrivesAt?: readonly string[];
  /** If it is `lost`, one of these is the last machine that sees it. Only for a negative. */
  readonly lostAt?: readonly string[];
  /** No machine may be seen to answer, whoever the answer would be for. Only for a negative. */
  readonly unanswered?: true;
  /** No machine may see the request oftener than it was sent. Only for a negative. */
  readonly singlePass?: true;
  readonly translations?: number;
  /** What a proxy must answer that does not go on. */
  readonly proxySaid?: string;
  readonly answeredFrom?: string;
  readonly closedBothSides?: true;
  /** Nowhere on its way the request was seen in fragments. */
  readonly unfragmented?: true;
  /** What the sender of a packet that is too big must be told. */
  readonly pathMtu?: number;
  /** Of the flow's connection tracking entries: these machines have one each, and nobody on the way has any other. */
  readonly trackedAt?: readonly string[];
  /** Machines whose entry says that they translate the flow, and no others do. */
  readonly translatedAt?: readonly string[];
  readonly sourcePort?: number;
  /** Nobody on the way has lent the flow another source port than its own. */
  readonly keepsSourcePort?: true;
  /** A range of ports, both ends among them, of which the source's may not be. */
  readonly sourcePortOutside?: readonly [first: number, last: number];
  /**
   * `same`: this flow and the earlier ones were all seen from one address and port, so far as they were seen. `distinct`:
   * no two of them were.
   */
  readonly mapping?: 'same' | 'distinct';
  /** What came of the earlier flows, in order. Left out: every one of them was reached. */
  readonly earlier?: readonly Outcome[];
  /** Machines that must have counted a connection which found no room in their connection tracking. */
  readonly refusedAt?: readonly string[];
  /** Meaning of the ICMP error that comes back, which must quote what the sender's own socket sent. */
  readonly error?: string;
  /** Of all machines on the way only whoever sent too much has learned a path MTU, and this one; or nobody has, if it may. */
  readonly learned?: { readonly by: 'sender' | 'responder'; readonly pathMtu: number; readonly orNobody?: true };
  readonly settings?: readonly ExpectedSetting[];
};

/** Without `atLeast` it is merely told. */
export type ExpectedSetting = {
  readonly key: string;
  readonly atLeast?: number;
  /** What Linux has unless told otherwise, told where the value is another. */
  readonly usual?: number;
  /** What a standard asks for, told beside the value: `RFC 4787 REQ-5`. */
  readonly asks?: { readonly atLeast: number; readonly who: string };
};
