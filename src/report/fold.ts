// Claims that say the same with other names. A broken machine turns many claims red, and a few of them tell it all.

import type { Claim } from '../verdict/verdict.ts';

export type Group = {
  /** The one that is told. */
  readonly claim: Claim;
  /** How many more are like it. */
  readonly more: number;
};

/** Per id and verdict: it is what fits on a page together. */
const mostInFull = 3;

/** Of claims with one id and one verdict: one for each reason, at most three; whatever else there is counts as like the last. */
export const folded = (claims: readonly Claim[]): readonly Group[] => {
  const alike = [...Map.groupBy(claims, (claim) => pattern(claim)).values()];
  const told = alike.slice(0, mostInFull);
  const untold = alike.slice(mostInFull).reduce((sum, same) => sum + same.length, 0);
  return told.flatMap(([claim, ...others], index) =>
    claim === undefined ? [] : [{ claim, more: others.length + (index === mostInFull - 1 ? untold : 0) }],
  );
};

/** The reason without the names, addresses and numbers of this very claim, and without the call that was refused. */
const pattern = ({ because, from, to, observed, expected }: Claim): string => {
  const names: ReadonlySet<string | null | undefined> = new Set([
    ...[from, to.replace(/:.*$/, ''), observed?.responder, observed?.sourceOwner],
    ...[...(observed?.evidence?.seenAt ?? []), ...(expected.responder ?? []), ...(expected.sourceOwner ?? [])],
  ]);
  return because
    .replaceAll(/\b(?:connect|read|recvmsg|send|sendmsg|write) (?=E[A-Z]+\b)/g, '')
    .replaceAll(/[-\w.:]+/g, (word) => (names.has(word) || /\d/.test(word) ? '·' : word));
};
