// From captured packets to what they prove about one attempt: did it leave, where did it arrive, who rewrote it, who
// answered. Pure.

import type { Endpoint } from '../linux/socket.ts';
import type { Sight } from '../linux/capture.ts';
import type { Flow } from './flow.ts';
import { identify, type Part } from './identity.ts';
import type { Evidence, Hop } from './observation.ts';
import { endsOf, flowText, sourceText, destinationText, summaryOf } from './packet-text.ts';
import { translationsOf } from './translations.ts';

/** A sight that is known to belong to an attempt. */
export type OwnSight = Sight & { readonly part: Part };

export type SightIndex = ReadonlyMap<string, readonly OwnSight[]>;

export type Sender = {
  readonly machine: string;
  /** What its socket says; null where there is none, or it is not bound yet. */
  readonly local: Endpoint | null;
  readonly to: { readonly address: string; readonly port: number | null };
  readonly startedUs: number;
};

export type Trace = {
  readonly evidence: Evidence;
  /** The request coming in at a machine other than the sender, or at the sender itself from its loopback. */
  readonly arrivals: readonly OwnSight[];
  /** The first reply or error, as it left the machine that made it. */
  readonly answer: OwnSight | null;
  /** Every reply as it left a machine: several answer where several own one address. */
  readonly replies: readonly OwnSight[];
  /** The first ICMP error that came back to the sender. */
  readonly error: OwnSight | null;
};

/** Sights by the key of the attempt that they belong to, each list in the order of time. */
export const indexSights = (sights: readonly Sight[]): SightIndex => {
  const index = new Map<string, OwnSight[]>();
  const unclaimed: Sight[] = [];
  for (const sight of sights) {
    const identity = identify(sight.packet);
    if (identity !== null) add(index, identity.key, { ...sight, part: identity.part });
    else if (sight.packet.kind === 'error') unclaimed.push(sight);
  }
  if (unclaimed.length > 0) claimByQuote(index, unclaimed);
  return index;
};

/** `sights` are those of one attempt. */
export const traceOf = (sights: readonly OwnSight[], sender: Sender, captureDrops: number): Trace => {
  const requests = sights.filter(({ part }) => part === 'request');
  const incoming = requests.filter(({ direction }) => direction === 'in');
  const elsewhere = incoming.filter(({ machine }) => machine !== sender.machine);
  const returned = sights.filter(({ machine, direction }) => machine === sender.machine && direction === 'in');
  return {
    evidence: {
      left: requests.some(({ machine, direction }) => machine === sender.machine && direction === 'out'),
      seenAt: [...new Set(elsewhere.map(({ machine }) => machine))],
      captureDrops,
      translations: translationsOf(requests, sender),
      ...fragmentsIn(requests),
      hops: sights.map((sight) => hopOf(sight, sender.startedUs)),
    },
    arrivals: incoming,
    answer: sights.find(({ part, direction }) => part !== 'request' && direction === 'out') ?? null,
    replies: sights.filter(({ part, direction }) => part === 'reply' && direction === 'out'),
    error: returned.find(({ part }) => part === 'error') ?? null,
  };
};

/**
 * Connections that a proxy's machine began, to where the proxy was asked to go, and none of ours: from there we may call
 * the same target ourselves, which the keys tell.
 */
export const onwardsOf = (
  index: SightIndex,
  ours: readonly { readonly key: string | null }[],
  { to, through }: Flow,
): readonly OwnSight[] => {
  const known = new Set(ours.map(({ key }) => key));
  const begunThere = ([key, [first]]: readonly [string, readonly OwnSight[]]): boolean =>
    !known.has(key) && first?.machine === through?.machine;
  const foreign = [...index].filter(begunThere).flatMap(([, sights]) => sights);
  return foreign.filter(({ part, packet }) => {
    if (part !== 'request' || packet.kind !== 'tcp') return false;
    return packet.destination === to.address && packet.destinationPort === to.port;
  });
};

/** The same with what a proxy sent on. */
export const beyond = (trace: Trace, onwards: readonly OwnSight[]): Trace => {
  const { evidence } = trace;
  const arrived = onwards.filter(({ direction }) => direction === 'in').map(({ machine }) => machine);
  return { ...trace, evidence: { ...evidence, seenAt: [...new Set([...evidence.seenAt, ...arrived])] } };
};

const fragmentsIn = (requests: readonly OwnSight[]): Pick<Evidence, 'fragmentsAt'> => {
  const cut = requests.filter(({ packet: { fragment, inside } }) => fragment === true || inside?.fragment === true);
  return cut.length === 0 ? {} : { fragmentsAt: [...new Set(cut.map(({ machine }) => machine))] };
};

const add = (index: Map<string, OwnSight[]>, key: string, sight: OwnSight): void => {
  const own = index.get(key);
  if (own === undefined) index.set(key, [sight]);
  else own.push(sight);
};

// An ICMP error may quote no more than addresses and ports (RFC 792): whose they are was seen when the request passed.
const claimByQuote = (index: Map<string, OwnSight[]>, errors: readonly Sight[]): void => {
  const keys = new Map<string, string>();
  for (const [key, sights] of index) {
    for (const { packet } of sights) keys.set(flowText(endsOf(packet)), key);
  }
  for (const sight of errors) {
    if (sight.packet.kind !== 'error' || sight.packet.about === null) continue;
    const key = keys.get(flowText(endsOf(sight.packet.about)));
    if (key === undefined) continue;
    add(index, key, { ...sight, part: 'error' });
    index.get(key)?.sort((a, b) => a.atUs - b.atUs);
  }
};

const hopOf = ({ machine, link, direction, part, packet, atUs }: OwnSight, startedUs: number): Hop => ({
  machine,
  link,
  direction,
  part,
  source: sourceText(endsOf(packet)),
  destination: destinationText(endsOf(packet)),
  summary: summaryOf(packet),
  atUs: Math.round(atUs - startedUs),
});
