// Where a request was rewritten: what comes into a machine is compared with what goes out of it. Pure.

import type { OwnSight, Sender } from './evidence.ts';
import type { Translation } from './observation.ts';
import { destinationText, type Ends, endsOf, flowText, sourceText } from './packet-text.ts';

/** `requests` are the sights of one attempt's request, in the order of time. */
export const translationsOf = (requests: readonly OwnSight[], sender: Sender): readonly Translation[] => {
  const found = visitsOf(requests).flatMap((visit) => translationIn(visit, sender));
  // A retransmitted request takes the same way again.
  return found.filter((one, index) => found.findIndex((other) => same(one, other)) === index);
};

/** Runs of sights at one machine: one visit each, as a request is at one machine at a time. */
const visitsOf = (requests: readonly OwnSight[]): readonly (readonly OwnSight[])[] => {
  const visits: OwnSight[][] = [];
  for (const sight of requests) {
    const current = visits.at(-1);
    if (current?.[0]?.machine === sight.machine) current.push(sight);
    else visits.push([sight]);
  }
  return visits;
};

const translationIn = (visit: readonly OwnSight[], sender: Sender): readonly Translation[] => {
  const [first] = visit;
  const last = visit.findLast(({ direction }) => direction === 'out');
  if (first === undefined || last === undefined) return [];
  const before = first.direction === 'in' ? endsOf(first.packet) : socketEnds(first, sender);
  const after = endsOf(last.packet);
  if (before === null || flowText(before) === flowText(after)) return [];
  const kind = kindOf(before, after);
  return [{ at: first.machine, kind, before: flowText(before), after: flowText(after) }];
};

// A request that begins at the sender is compared with what the sender's socket says.
const socketEnds = ({ machine, packet }: OwnSight, { machine: from, local, to }: Sender): Ends | null => {
  if (machine !== from || local === null || packet.kind === 'arp' || packet.kind === 'ndp') return null;
  const echo = packet.kind === 'echo';
  return {
    source: local.address,
    destination: to.address,
    sourcePort: echo ? null : local.port,
    destinationPort: echo ? null : to.port,
    id: echo ? local.port : null,
  };
};

const kindOf = (before: Ends, after: Ends): Translation['kind'] => {
  const source = sourceText(before) !== sourceText(after);
  const destination = destinationText(before) !== destinationText(after);
  return source && destination ? 'both' : source ? 'snat' : 'dnat';
};

const same = (a: Translation, b: Translation): boolean => a.at === b.at && a.before === b.before && a.after === b.after;
