// What a probe saw. Types only.

import type { Flow } from './flow.ts';

/** Never a boolean: each of these asks for another repair. */
export type Outcome =
  /** The answer carried our nonce and came from a machine that may answer. */
  | 'reached'
  /** The answer carried our nonce, but somebody else's name. */
  | 'wrong-responder'
  /** Connected, and then nothing: what a proxy with no back end does. */
  | 'empty-reply'
  /** HTTP 404 or 421: a proxy knows no Service of that hostname. */
  | 'not-found'
  /** HTTP 502, 503 or 504: a proxy gets no answer from behind it. */
  | 'bad-gateway'
  /** RST to the first packet, or ICMP port unreachable. */
  | 'refused'
  /** RST after the connection stood. */
  | 'reset'
  /** ICMP network, host or admin unreachable, or no route at the sender. */
  | 'unreachable'
  /** A proxy that was asked to go on says that it will not. */
  | 'denied'
  | 'too-big'
  /** The request never arrived at the target. */
  | 'lost'
  /** The request arrived and the answer did not come back. */
  | 'one-way'
  /** The probe itself broke; says nothing of the network. */
  | 'tool-error';

export type Observation = {
  readonly flow: Flow;
  /** Of a flow that goes on across what happens to the lab: at which time of it. */
  readonly when?: When;
  readonly outcome: Outcome;
  /** Machine that answered (or that refused, where the capture shows it). */
  readonly responder: string | null;
  /** Port on which the responder was listening. */
  readonly responderPort: number | null;
  /** Source address as the responder saw it, no port. */
  readonly sourceSeen: string | null;
  readonly sourcePort: number | null;
  /** Source port as the sender's own socket has it; left out where it has none. */
  readonly ownSourcePort?: number;
  /** Machine that owns `sourceSeen`, as the kernels of the lab say; several owners give the one on the path. */
  readonly sourceOwner: string | null;
  /** Who the client is, as a proxy told the responder: in X-Forwarded-For, whole, or a PROXY header. */
  readonly forwardedFor?: string;
  /** Machine that owns `forwardedFor`, if it is one address of the lab. */
  readonly forwardedOwner?: string;
  /** Source address as the sender's own socket has it. */
  readonly sourceLocal: string | null;
  /** UDP: the address that the answer came from. */
  readonly answeredFrom: string | null;
  /** TCP: each end saw the other's FIN. */
  readonly closedBothSides: boolean | null;
  /** `too-big` only: the largest packet that the sender's kernel was told of. */
  readonly pathMtu?: number;
  /** What a proxy answered that did not go on: `HTTP 403`, `SOCKS 2`. */
  readonly proxySaid?: string;
  /** The first ICMP error that came back to the sender. Only with capture. */
  readonly error?: IcmpError;
  /** `sysctl` only: keys and values; null for a key that the machine does not have. */
  readonly settings?: Readonly<Record<string, string | null>>;
  /** Of a series: the flows before this one, in order. */
  readonly earlier?: readonly Earlier[];
  /** Of a series: how far counters rose while this flow was under way. */
  readonly counted?: readonly Counted[];
  /** Of a series: who on the way has learned a path MTU. Null where the way is not known. */
  readonly learned?: readonly Learned[] | null;
  /** Where it was asked for: what each kernel on the way keeps of the flow. Null where it cannot be known. */
  readonly entries?: readonly Entry[] | null;
  /** Only with capture. */
  readonly evidence: Evidence | null;
  /** Outcomes of the control flows, in order: before, then after. Null without controls. */
  readonly controls: readonly ControlResult[] | null;
  /** One line for people: the errno, the ICMP message, the route. */
  readonly detail: string | null;
  readonly tookMs: number;
};

export type When = 'before' | 'during' | 'after';

export type IcmpError = {
  /** As tcpdump says it: `time exceeded`. */
  readonly meaning: string;
  /** The packet that it quotes: `10.0.1.1:40000 > 10.128.1.1:8080`. Null where it quotes none. */
  readonly about: string | null;
  /** It quotes what the sender's own socket sent, and not what that was translated into. */
  readonly asSent: boolean;
};

export type Earlier = {
  readonly from: string;
  readonly to: string;
  readonly outcome: Outcome;
  readonly sourceSeen: string | null;
  readonly sourcePort: number | null;
};

/** Connections that could not be entered into connection tracking, for one. */
export type Counted = { readonly at: string; readonly insertFailed: number; readonly drop: number };

export type Learned = { readonly at: string; readonly pathMtu: number };

export type ControlResult = {
  readonly from: string;
  readonly to: string;
  readonly when: 'before' | 'after';
  readonly outcome: Outcome;
  /** The port that the far end saw, where the flow asked for another one. */
  readonly movedTo?: number;
};

export type Evidence = {
  /** The sender's own namespace sent the first packet out of a link. */
  readonly left: boolean;
  /** Machines at which a packet of the request arrived, in order of first sight, the sender left out. */
  readonly seenAt: readonly string[];
  /** Packets lost by the capture itself; anything but 0 spoils a negative. */
  readonly captureDrops: number;
  /** Where source or destination of the request was rewritten. */
  readonly translations: readonly Translation[];
  /** Machines at which the request was seen in fragments; left out where there were none. */
  readonly fragmentsAt?: readonly string[];
  readonly hops: readonly Hop[];
};

export type Translation = {
  readonly at: string;
  readonly kind: 'snat' | 'dnat' | 'both';
  /** `10.0.1.1:40000 > 10.128.1.1:8080`, before and after. */
  readonly before: string;
  readonly after: string;
};

/** A connection tracking entry, as the machine's kernel has it. */
export type Entry = {
  readonly at: string;
  /** `10.0.1.1:40000 > 10.128.1.1:8080`, as the first packet came; an ICMP identifier stands for both ports. */
  readonly original: string;
  /** As an answer must come to belong to it. */
  readonly reply: string;
  /** The answer is not the first packet turned round. */
  readonly translated: boolean;
  /** As conntrack(8) says it: `seen-reply`, `assured`, `snat`, `dnat`. */
  readonly status: readonly string[];
};

/** One sight of one packet of the flow. */
export type Hop = {
  readonly machine: string;
  readonly link: string;
  readonly direction: 'in' | 'out';
  /** `request` from the prober, `reply` towards it, `error` an ICMP message about it. */
  readonly part: 'request' | 'reply' | 'error';
  readonly source: string;
  readonly destination: string;
  /** TCP flags, ICMP type or nothing, as tcpdump prints them. */
  readonly summary: string;
  /** Microseconds since the probe began, by the kernel's clock. */
  readonly atUs: number;
};
