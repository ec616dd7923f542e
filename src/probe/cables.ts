// A look at where cables lead, as the kernels of both their ends say: is anybody joined to a machine, over however many of
// them? A link that sends by another machine is a cable, too, whatever its kind. Sends nothing.

import { dumpLinks, type Link } from '../linux/link.ts';
import { netnsIds } from '../linux/netns-id.ts';
import type { Netns } from '../linux/netns.ts';
import { attemptOf, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';

type Machines = ReadonlyMap<string, Netns>;

/** `reached` if one of `flow.to.machines` is joined to the sender, or somebody who is no machine of the lab. */
export const startCables = (machines: Machines, where: Netns, { to }: Flow): Underway =>
  attemptOf((settle) => {
    const found = walk(machines, where, new Set(to.machines));
    settle(
      typeof found === 'string'
        ? { outcome: 'reached', detail: found }
        : { outcome: 'unreachable', detail: `its cables join ${found.size} machines, and none of the others` },
    );
    return { begun: { local: null, key: null } };
  });

/** Everybody whom cables join to `from`; or the first cable that leads to where none may lead, in words. */
const walk = (machines: Machines, from: Netns, forbidden: ReadonlySet<string>): ReadonlySet<string> | string => {
  const ends = new Map<string, number>();
  const joined = new Set([from.name]);
  for (const name of joined) {
    const here = machines.get(name);
    if (here === undefined) continue;
    const links = dumpLinks(here);
    const closed = links.find(isClosed);
    if (closed !== undefined) return `${closed.name} of ${name} leads nobody knows where`;
    const cables = links.filter(isCable);
    // Every cable has two ends: whoever was found from the other end of each of its own knows nobody else.
    if ((ends.get(name) ?? 0) === cables.length) continue;
    for (const { link, there } of leadsOf(machines, here, cables)) {
      if (there === undefined) return `${link.name} of ${name} leads out of the lab`;
      if (forbidden.has(there)) return `${link.name} of ${name} leads to ${there}`;
      if (link.kind === 'veth') ends.set(there, (ends.get(there) ?? 0) + 1);
      joined.add(there);
    }
  }
  return leadIn(machines, joined) ?? joined;
};

/** What has one end only cannot be seen from where it leads: a tunnel of somebody else's that sends as one of these. */
const leadIn = (machines: Machines, joined: ReadonlySet<string>): string | null => {
  for (const [name, netns] of machines) {
    const oneEnded = joined.has(name) ? [] : dumpLinks(netns).filter((link) => isCable(link) && link.kind !== 'veth');
    if (oneEnded.length === 0) continue;
    for (const { link, there } of leadsOf(machines, netns, oneEnded))
      if (there !== undefined && joined.has(there)) return `${link.name} of ${name} leads to ${there}`;
  }
  return null;
};

type Lead = { readonly link: Link; readonly there: string | undefined };

const leadsOf = (machines: Machines, here: Netns, cables: readonly Link[]): readonly Lead[] => {
  const ids = netnsIds(here, machines.values());
  return cables.map((link) => ({ link, there: ids.get(link.peerNetnsId ?? Number.NaN)?.name }));
};

/** With its other end, or whatever is below it, in another namespace. */
const isCable = ({ peerNetnsId }: Link): boolean => peerNetnsId !== null;

/** Kinds that, where they name no other namespace, lead to nobody but whom the machine's own addresses and cables lead to. */
const open: ReadonlySet<string | null> = new Set(['veth', 'bridge', 'vxlan', 'dummy']);

/** A process holds its other end, or hardware, or the kernel does not tell: that is for no lab. */
const isClosed = ({ kind, loopback, up, peerNetnsId }: Link): boolean =>
  up && !loopback && peerNetnsId === null && !open.has(kind);
