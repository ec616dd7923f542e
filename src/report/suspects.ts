// Which machine is behind many failures: the one that all of them have on their way.

import type { Claim, Report } from '../verdict/verdict.ts';

/** The node of each pod: whatever a pod sends or gets passes it. */
export type Homes = ReadonlyMap<string, string>;

const mostNamed = 3;

/**
 * `all 39 that fail have node1 on their way, and none that hold`: machines that nothing has on its way that holds, or
 * else few do. Null when too little fails to say anything, or no machine stands out.
 */
export const suspectsLine = ({ claims }: Report, homes: Homes): string | null => {
  const known = machinesOf(claims, homes);
  const ways = (verdict: Claim['verdict']): readonly ReadonlySet<string>[] =>
    claims.filter((claim) => claim.verdict === verdict).map((claim) => way(claim, { known, homes }));
  const [failed, passed] = [ways('fail'), ways('pass')];
  if (failed.length < 2) return null;
  const counted = [...known]
    .map((name) => ({ name, failures: having(name, failed), passes: having(name, passed) }))
    .toSorted((one, other) => other.failures - one.failures || one.passes - other.passes);
  const alone = counted.filter(({ failures, passes }) => passes === 0 && failures > 1 && failures * 2 >= failed.length);
  if (alone.length > 0) return `${named(alone, failed.length)}${passed.length === 0 ? '' : ', and none that hold'}`;
  const first = counted.find(({ failures, passes }) => failures * 4 >= failed.length * 3 && passes * 2 < passed.length);
  if (first === undefined) return null;
  return `${named([first], failed.length)}, and ${first.passes} of the ${passed.length} that hold`;
};

type Suspect = { readonly name: string; readonly failures: number };

/** Those that all have, and where there is none the most frequent ones. */
const named = (suspects: readonly Suspect[], failed: number): string => {
  const all = suspects.filter(({ failures }) => failures === failed).map(({ name }) => name);
  if (all.length > 0) return `all ${failed} that fail have ${all.slice(0, mostNamed).join(' and ')} on their way`;
  const most = suspects.slice(0, mostNamed).map(({ name, failures }) => `${failures} have ${name}`);
  return `of the ${failed} that fail ${most.join(', ')} on their way`;
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
