// A look at where cables lead, as the kernels of both their ends say: is anybody joined to a machine, over however many of
// them? Sends nothing.

import { dumpLinks, type Link } from '../linux/link.ts';
import { netnsIds } from '../linux/netns-id.ts';
import type { Netns } from '../linux/netns.ts';
import { attemptOf, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';

/** `reached` if one of `flow.to.machines` is joined to the sender, or somebody who is no machine of the lab. */
export const startCables = (machines: ReadonlyMap<string, Netns>, where: Netns, { to }: Flow): Underway =>
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
const walk = (
  machines: ReadonlyMap<string, Netns>,
  from: Netns,
  forbidden: ReadonlySet<string>,
): ReadonlySet<string> | string => {
  const ends = new Map<string, number>();
  const joined = new Set([from.name]);
  for (const name of joined) {
    const here = machines.get(name);
    if (here === undefined) continue;
    const cables = dumpLinks(here).filter(isCable);
    // Every cable has two ends: whoever was found from the other end of each of its own knows nobody else.
    if ((ends.get(name) ?? 0) === cables.length) continue;
    const ids = netnsIds(here, machines.values());
    for (const { name: cable, peerNetnsId } of cables) {
      const there = ids.get(peerNetnsId ?? Number.NaN)?.name;
      if (there === undefined) return `${cable} of ${name} leads out of the lab`;
      if (forbidden.has(there)) return `${cable} of ${name} leads to ${there}`;
      ends.set(there, (ends.get(there) ?? 0) + 1);
      joined.add(there);
    }
  }
  return joined;
};

/** With its other end in another namespace. */
const isCable = ({ kind, peerNetnsId }: Link): boolean => kind === 'veth' && peerNetnsId !== null;
