// What a probe is asked to send. Words only: the model writes flows, the probe sends them, neither knows the other.

import type { Family } from '../spec/lab.ts';

/**
 * `arp` and, for IPv6, `ndp` ask a LAN who owns an address, `fib` asks a machine's routing table where an address goes,
 * `sysctl` reads a machine's settings. `cables` follows cables, and `frames` listens to whose frames are heard where, as
 * long as anything at all is sent. `sctp` is sent by nothing yet.
 */
export type Protocol = 'tcp' | 'udp' | 'icmp' | 'sctp' | 'arp' | 'ndp' | 'fib' | 'sysctl' | 'cables' | 'frames';

export type Flow = {
  /** Name of the machine that sends. */
  readonly from: string;
  readonly to: Target;
  readonly protocol: Protocol;
  readonly family: Family;
  /** Source port, or the ICMP identifier, when the claim is about it; else the kernel chooses. */
  readonly sourcePort?: number;
  /** Source address, when the sender pretends to be somebody else; else the kernel chooses. UDP only. */
  readonly source?: string;
  /** Bytes of padding in the request, so that it spans several segments. Default 0. */
  readonly padding?: number;
  /** UDP and ICMP: pads the request until the IP packet that carries it has so many bytes. */
  readonly packetSize?: number;
  /** TCP and UDP: the neighbour that it is handed to, by a sender with a route of its own; else the kernel's routes count. */
  readonly nextHop?: string;
  /** TCP only: a segment by itself, which belongs to no connection. */
  readonly lone?: LoneSegment;
  /** TCP only: the request is one of HTTP. */
  readonly http?: HttpRequest;
  /** TCP, and UDP by SOCKS: who is asked to go on to the target. What is then said is said to that one. */
  readonly through?: Through;
  /** `frames` only: the machines whose frames are listened for; `from`, one of them, must hear some. */
  readonly senders?: readonly string[];
  /** UDP only. */
  readonly injected?: Injection;
  /** UDP and ICMP: over how many routers it may go. Default: the kernel's, which is enough. */
  readonly ttl?: number;
  /** TCP: how many bytes are asked for in return. Default: as few as it takes to say who answers. */
  readonly answerBytes?: number;
  /** `sysctl` only: the keys to read, with dots. */
  readonly settings?: readonly string[];
};

/** A forward proxy: HTTP's CONNECT (RFC 9110, 9.3.6) or SOCKS 5 (RFC 1928). */
export type Through = {
  readonly kind: 'connect' | 'socks5';
  /** The machine that it runs on. */
  readonly machine: string;
  readonly address: string;
  readonly port: number;
};

/** By their flags, as port scanners call them: NULL has none, XMAS has FIN, PSH and URG. */
export const loneSegments = ['RST', 'FIN', 'FIN+ACK', 'SYN+ACK', 'NULL', 'XMAS', 'PSH+ACK'] as const;
export type LoneSegment = (typeof loneSegments)[number];

export type HttpRequest = {
  /** The Host header, by which a proxy tells Services apart. */
  readonly host: string;
  /** What the client writes into X-Forwarded-For; nobody has a reason to believe it. */
  readonly forwardedFor?: string;
};

/** The packet is put into VXLAN by hand, as by somebody who knows all that can be known of a node's overlay. */
export type Injection = {
  /** The node that it is sent to, and the address it has for that. */
  readonly node: string;
  readonly address: string;
  /** Source of the packet inside. Left out: the sender's own, so that answers come back. */
  readonly source?: string;
};

export type Target = {
  /** As a person would type it: `pod-c`, `node1:30080`, `web`. */
  readonly label: string;
  /** For `fib` a CIDR, otherwise an address; for `ndp` also `linkLocal`, of the first of `machines`. */
  readonly address: string;
  /** Only for TCP and UDP. */
  readonly port?: number;
  /** Machines that may rightly answer; an answer from anybody else is `wrong-responder`. */
  readonly machines: readonly string[];
  /** `arp` and `ndp` only: ask on the link that leads to this address. `ndp` asks its owner in particular, too. */
  readonly via?: string;
};

/** A flow with how often to send it, and what must work before and after for its silence to mean anything. */
export type Experiment = {
  readonly flow: Flow;
  /** How many times, each from a fresh source port. */
  readonly tries: number;
  /** Flows that must be `reached` before and after. Empty for an experiment that should itself succeed. */
  readonly controls: readonly Flow[];
  /** Capture at every machine while it runs. Negatives, ICMP and ARP need it. */
  readonly capture: boolean;
  /** How it meets what happens to the lab meanwhile, if something does. Left out: all of it while that lasts. */
  readonly across?: Across;
  /** `again` only: machines that send the tries in turn, in place of the flow's own sender. */
  readonly senders?: readonly string[];
  /** Read what the kernels keep of the flow, too. Takes a capture. */
  readonly tracking?: true;
  /** What is done before and looked at besides. Takes a capture, and the lab for itself while it runs. */
  readonly series?: Series;
};

export type Series = {
  /** Sent before the flow, one after the other. Their TCP connections stay open until all is seen. */
  readonly earlier: readonly Flow[];
  /** They are closed before the flow is sent. */
  readonly released?: true;
  /** Machines whose connection tracking counters are read before the flow and after it. */
  readonly counting?: readonly string[];
  /** Look who on the way has learned a path MTU: towards the target, or from there towards the source that it saw. */
  readonly sizes?: 'request' | 'answer';
};

/**
 * `held`: each try is a flow of its own, opened before, and asked again from the same address and port while it lasts and
 * once it is over. `again`: the same from fresh ports, and so as new flows. `streamed`: the flow is sent again and again,
 * from fresh ports, from shortly before until shortly after. `afterwards`: it is sent once all is as it was.
 */
export type Across = 'held' | 'again' | 'streamed' | 'afterwards';
