// Which machine is behind many failures: the one that all of them have on their way.

import type { Claim, Report } from '../verdict/verdict.ts';

/** The node of each pod: whatever a pod sends or gets passes it. */
export type Homes = ReadonlyMap<string, string>;

const mostNamed = 3;

/** `all 39 have node1 on their way`, or the machines that most have; null when too little fails to say anything. */
export const suspectsLine = ({ claims }: Report, homes: Homes): string | null => {
  const known = machinesOf(claims, homes);
  const ways = (verdict: Claim['verdict']): readonly ReadonlySet<string>[] =>
    claims.filter((claim) => claim.verdict === verdict).map((claim) => way(claim, { known, homes }));
  const [failed, passed] = [ways('fail'), ways('pass')];
  if (failed.length < 2) return null;
  // Of two that fail as often, the one that least of what holds has on its way says more.
  const counted = [...known]
    .map((name) => ({ name, failures: having(name, failed), passes: having(name, passed) }))
    .filter(({ failures }) => failures > 1)
    .toSorted((one, other) => other.failures - one.failures || one.passes - other.passes);
  const [first] = counted;
  if (first === undefined) return null;
  if (first.failures < failed.length) {
    const others = counted.slice(1, mostNamed).map(({ name, failures }) => `, ${failures} have ${name}`);
    return `of the ${failed.length} that fail ${first.failures} have ${first.name} on their way${others.join('')}`;
  }
  const names = counted.filter(({ failures }) => failures === failed.length).map(({ name }) => name);
  return `all ${failed.length} that fail have ${names.slice(0, mostNamed).join(' and ')} on their way`;
};

const having = (name: string, ways: readonly ReadonlySet<string>[]): number =>
  ways.filter((machines) => machines.has(name)).length;

/** Names that are of machines for certain: a target may as well be a Service or an address. */
const machinesOf = (claims: readonly Claim[], homes: Homes): ReadonlySet<string> =>
  new Set([...claims.flatMap((claim) => [claim.from, ...seen(claim)]), ...homes.keys(), ...homes.values()]);

const seen = ({ expected, observed }: Claim): readonly string[] => [
  // Of several it may be any, and need not be on the way.
  ...(expected.sourceOwner?.length === 1 ? expected.sourceOwner : []),
  ...(observed?.evidence?.seenAt ?? []),
  ...(observed?.evidence?.hops ?? []).map(({ machine }) => machine),
];

type Lab = { readonly known: ReadonlySet<string>; readonly homes: Homes };

const way = (claim: Claim, { known, homes }: Lab): ReadonlySet<string> => {
  const machines = [claim.from, claim.to.replace(/:\d+$/, ''), ...seen(claim)].filter((name) => known.has(name));
  return new Set(machines.flatMap((name) => [name, homes.get(name) ?? name]));
};
