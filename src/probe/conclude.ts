// From what the sender saw and what was captured to one observation. Pure.

import type { Attempt } from './attempt.ts';
import type { OwnSight, Trace } from './evidence.ts';
import type { Flow } from './flow.ts';
import type { ControlResult, Observation, Outcome } from './observation.ts';
import { endsOf, flowText, summaryOf } from './packet-text.ts';
import { entriesOf, type Tables } from './tracking.ts';

/** Who owns an address, as the kernels of the lab say: several where ranges are reused. */
export type Owners = ReadonlyMap<string, readonly string[]>;

export type Concluding = {
  readonly flow: Flow;
  readonly attempt: Attempt;
  /** Null where nothing was captured. */
  readonly trace: Trace | null;
  readonly owners: Owners;
  readonly controls: readonly ControlResult[] | null;
  /** What kernels keep of flows, where somebody asked for it. */
  readonly tables?: Tables | null;
};

export const conclude = (concluding: Concluding): Observation => {
  const { flow, attempt, controls, tables = null } = concluding;
  const trace = concluding.trace === null ? null : ownAnswerFirst(flow, concluding.trace);
  const { answer, local } = attempt;
  const seen = answer?.source ?? (trace === null ? null : sourceOnArrival(flow, trace));
  const outcome = outcomeOf(flow, attempt, trace);
  const responder = answer?.responder ?? (trace === null ? null : answerer(outcome, trace));
  return {
    flow,
    outcome,
    responder,
    responderPort: answer?.port ?? null,
    sourceSeen: seen?.address ?? null,
    sourcePort: seen?.port ?? null,
    ...(local === null ? {} : { ownSourcePort: local.port }),
    sourceOwner: seen === null ? null : ownerOf(seen.address, concluding),
    ...(answer?.forwardedFor === undefined ? {} : forwarded(answer.forwardedFor, concluding)),
    sourceLocal: local?.address ?? null,
    answeredFrom: attempt.answeredFrom,
    closedBothSides: attempt.closedBothSides,
    ...(attempt.pathMtu === undefined ? {} : { pathMtu: attempt.pathMtu }),
    ...(attempt.proxySaid === undefined ? {} : { proxySaid: attempt.proxySaid }),
    ...(attempt.settings === undefined ? {} : { settings: attempt.settings }),
    ...errorIn(flow, attempt, trace),
    ...(tables === null ? {} : { entries: trace === null ? null : entriesOf(flow, attempt, { trace, tables }) }),
    evidence: trace?.evidence ?? null,
    controls,
    detail: detailOf(outcome, concluding),
    tookMs: attempt.tookMs,
  };
};

/** Asks a LAN who has an address, and not a machine for an answer. */
const isAskingLan = ({ protocol }: Flow): boolean => protocol === 'arp' || protocol === 'ndp';

/** An error is only of use to a socket that finds itself in it. */
const errorIn = ({ protocol, to }: Flow, { local }: Attempt, trace: Trace | null): Pick<Observation, 'error'> => {
  const packet = trace?.error?.packet;
  if (packet?.kind !== 'error' || local === null) return {};
  const echo = protocol === 'icmp';
  const sent = {
    ...{ source: local.address, destination: to.address, id: echo ? local.port : null },
    ...{ sourcePort: echo ? null : local.port, destinationPort: echo ? null : (to.port ?? null) },
  };
  const about = packet.about === null ? null : flowText(endsOf(packet.about));
  return { error: { meaning: packet.meaning, about, asSent: about === flowText(sent) } };
};

/** Everybody on a LAN hears an ARP request, and where ranges are reused several own the address: all of them answer. */
const ownAnswerFirst = (flow: Flow, trace: Trace): Trace => {
  if (!isAskingLan(flow)) return trace;
  const answer = trace.replies.find(({ machine }) => flow.to.machines.includes(machine)) ?? trace.answer;
  return { ...trace, answer };
};

const outcomeOf = (flow: Flow, { outcome }: Attempt, trace: Trace | null): Outcome => {
  if (trace === null) return outcome;
  if (outcome === 'lost') return silenceOf(flow, trace);
  const anonymous = flow.protocol === 'icmp' || isAskingLan(flow);
  if (outcome !== 'reached' || !anonymous || trace.answer === null) return outcome;
  return flow.to.machines.includes(trace.answer.machine) ? 'reached' : 'wrong-responder';
};

/** What silence means, as the capture shows it. */
const silenceOf = (flow: Flow, trace: Trace): Outcome => {
  // An ICMP error that comes back while connect(2) is still sending is known to the sender's kernel, but Linux tells
  // it to the socket only when the SYN is sent again, a second later (sk_err_soft in net/ipv4/tcp_ipv4.c).
  if (trace.error?.packet.kind === 'error') return errorOutcomes[trace.error.packet.meaning] ?? 'unreachable';
  // Such a question comes to everybody on the LAN; that it goes unanswered says that nobody has the address.
  return isAskingLan(flow) || arrivalAt(flow, trace) === undefined ? 'lost' : 'one-way';
};

const errorOutcomes: Readonly<Record<string, Outcome>> = {
  'port unreachable': 'refused',
  'fragmentation needed': 'too-big',
  'packet too big': 'too-big',
};

/** The request coming in at a machine that may answer it: a proxy, where that is asked first. */
const arrivalAt = ({ to, through }: Flow, { arrivals }: Trace): OwnSight | undefined => {
  const answering = through === undefined ? to.machines : [through.machine];
  return arrivals.findLast(({ machine }) => answering.includes(machine));
};

// Who sent the answer is known from the capture alone where the answer does not say: echoes, refusals, ARP.
const answerer = (outcome: Outcome, { answer }: Trace): string | null =>
  answersWithoutName.has(outcome) ? (answer?.machine ?? null) : null;

const refusals: ReadonlySet<Outcome> = new Set(['refused', 'unreachable', 'too-big']);
const fromProxies = ['not-found', 'bad-gateway', 'denied'] as const;
const answersWithoutName: ReadonlySet<Outcome> = new Set([...refusals, ...fromProxies, 'reached', 'wrong-responder']);

/** From whom the request seemed to come where it was answered, or else where it arrived. */
const sourceOnArrival = (
  flow: Flow,
  trace: Trace,
): { readonly address: string; readonly port: number | null } | null => {
  const { arrivals, answer } = trace;
  const replied = answer?.part === 'reply' ? arrivals.findLast(({ machine }) => machine === answer.machine) : undefined;
  const packet = (replied ?? arrivalAt(flow, trace))?.packet;
  if (packet === undefined) return null;
  if (packet.kind === 'echo') return { address: packet.source, port: packet.id };
  return 'sourcePort' in packet ? { address: packet.source, port: packet.sourcePort } : null;
};

const forwarded = (
  forwardedFor: string,
  concluding: Concluding,
): Pick<Observation, 'forwardedFor' | 'forwardedOwner'> => {
  const owner = ownerOf(forwardedFor, concluding);
  return { forwardedFor, ...(owner === null ? {} : { forwardedOwner: owner }) };
};

/**
 * With several owners: the one that made it the source, where the capture shows that; else the sender if it is one of
 * them, else one on the way the request took, else the first.
 */
const ownerOf = (address: string, { flow, trace, owners }: Concluding): string | null => {
  const candidates = owners.get(address) ?? [];
  const rewritten = trace?.evidence.translations.findLast(({ kind }) => kind !== 'dnat')?.at;
  if (rewritten !== undefined && candidates.includes(rewritten)) return rewritten;
  if (candidates.includes(flow.from)) return flow.from;
  const onTheWay = new Set(trace?.evidence.hops.filter(({ part }) => part === 'request').map(({ machine }) => machine));
  return candidates.find((machine) => onTheWay.has(machine)) ?? candidates[0] ?? null;
};

const detailOf = (outcome: Outcome, { flow, attempt: { detail }, trace }: Concluding): string | null => {
  if (trace === null) return detail;
  if (refusals.has(outcome)) return trace.answer === null ? detail : answerText(trace.answer);
  return outcome === 'lost' || outcome === 'one-way' ? lostText(flow, trace) : detail;
};

/** `core (10.128.1.254) answered: ICMP network unreachable` */
const answerText = ({ machine, packet }: OwnSight): string =>
  `${machine} (${packet.source}) answered: ${packet.kind === 'tcp' ? `TCP ${tcpText(packet.flags)}` : summaryOf(packet)}`;

const tcpText = (flags: string): string => (flags.includes('R') ? 'reset' : `[${flags}]`);

// How far the request came, and if it came all the way, how far the answer did.
const lostText = (flow: Flow, { evidence, answer }: Trace): string => {
  if (!evidence.left) return `nothing left ${flow.from}`;
  const part = answer === null ? 'request' : answer.part;
  const last = evidence.hops.findLast((hop) => hop.part === part);
  if (last === undefined) return `nothing left ${flow.from}`;
  return `the ${part} was last seen ${last.direction === 'in' ? 'coming in at' : 'going out of'} ${last.machine} (${last.link})`;
};
