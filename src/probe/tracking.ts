// What the lab's kernels keep of a flow: its connection tracking entries, from the sender's machine to the far end. At
// each machine that translates, the flow goes on as whom the entry's answers come back to.

import { dumpTracked, type Tracked, type Tuple } from '../linux/conntrack.ts';
import { findTracked, forgetTracked } from '../linux/conntrack-one.ts';
import type { Netns } from '../linux/netns.ts';
import { endText } from '../linux/packet.ts';
import type { Attempt } from './attempt.ts';
import type { Trace } from './evidence.ts';
import type { Flow } from './flow.ts';
import type { Entry } from './observation.ts';

/** Of each machine its entries, by protocol and what their first packet said. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, readonly Tracked[]>>;

export const readTables = (netns: ReadonlyMap<string, Netns>, machines: ReadonlySet<string>): Tables =>
  new Map(
    [...machines].flatMap((machine) => {
      const where = netns.get(machine);
      return where === undefined ? [] : [[machine, byOriginal(dumpTracked(where))] as const];
    }),
  );

export const byOriginal = (tracked: readonly Tracked[]): ReadonlyMap<string, readonly Tracked[]> =>
  Map.groupBy(tracked, ({ protocol, original }) => keyOf(protocol, original));

/** Machines at which the request was seen, in that order. */
export const machinesOf = ({ evidence }: Pick<Trace, 'evidence'>): ReadonlySet<string> =>
  new Set(evidence.hops.filter(({ part }) => part === 'request').map(({ machine }) => machine));

/** In the order in which the request passed. Null where the sender's end of it is not known. */
export const entriesOf = (
  flow: Flow,
  attempt: Pick<Attempt, 'local'>,
  { trace, tables }: { readonly trace: Pick<Trace, 'evidence'>; readonly tables: Tables },
): readonly Entry[] | null => {
  const { protocol } = flow;
  const start = firstTuple(flow, attempt);
  if (start === null) return null;
  // Untranslated it goes on as it came, so the way that an entry leads to may be known already.
  const ways = new Set([keyOf(protocol, start)]);
  const entries: Entry[] = [];
  for (const at of machinesOf(trace)) {
    const found = [...ways].flatMap((way) => tables.get(at)?.get(way) ?? []);
    entries.push(...found.map((one) => entryAt(at, one)));
    for (const { reply } of found) ways.add(keyOf(protocol, turned(reply)));
  }
  return entries;
};

/** Takes what a flow left in the machines' tables out of them, so that the next one like it begins as this one did. */
export const forgetFlow = (
  netns: ReadonlyMap<string, Netns>,
  { flow, attempt }: { readonly flow: Flow; readonly attempt: Pick<Attempt, 'local'> },
  trace: Pick<Trace, 'evidence'>,
): void => {
  const { protocol } = flow;
  let original = firstTuple(flow, attempt);
  if (protocol !== 'tcp' && protocol !== 'udp') return;
  for (const at of machinesOf(trace)) {
    const where = netns.get(at);
    if (where === undefined || original === null) return;
    const found = findTracked(where, { protocol, original });
    if (found === null) continue;
    forgetTracked(where, { protocol, original });
    original = turned(found.reply);
  }
};

/** As the sender's own socket sends it. */
const firstTuple = ({ to }: Flow, { local }: Pick<Attempt, 'local'>): Tuple | null =>
  local === null
    ? null
    : {
        source: local.address,
        sourcePort: local.port,
        destination: to.address,
        destinationPort: to.port ?? local.port,
      };

const keyOf = (protocol: string, tuple: Tuple): string => `${protocol} ${tupleText(tuple)}`;

const turned = ({ source, sourcePort, destination, destinationPort }: Tuple): Tuple => ({
  source: destination,
  sourcePort: destinationPort,
  destination: source,
  destinationPort: sourcePort,
});

/** `10.0.1.1:40000 > 10.128.1.1:8080` */
export const tupleText = ({ source, sourcePort, destination, destinationPort }: Tuple): string =>
  `${endText(source, sourcePort)} > ${endText(destination, destinationPort)}`;

const entryAt = (at: string, { original, reply, status }: Tracked): Entry => ({
  at,
  original: tupleText(original),
  reply: tupleText(reply),
  translated: tupleText(turned(reply)) !== tupleText(original),
  status,
});
