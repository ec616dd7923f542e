// IPv4 and IPv6 apart (PROTO-05): a network of two families may keep the promises of one and break those of the other.

import type { Family } from '../spec/lab.ts';
import { countsOf, worstOf } from './sum.ts';
import type { Claim, Report, Verdict } from './verdict.ts';

export type FamilyVerdict = {
  readonly name: 'IPv4' | 'IPv6';
  readonly family: Family;
  readonly verdict: Verdict;
  readonly counts: Report['counts'];
  readonly claims: readonly Claim[];
};

/** Of each family that is claimed anything of, IPv4 first. */
export const verdictsByFamily = (claims: readonly Claim[]): readonly FamilyVerdict[] =>
  ([4, 6] as const).flatMap((family) => {
    const own = claims.filter((claim) => claim.family === family);
    if (own.length === 0) return [];
    return [{ name: `IPv${family}` as const, family, verdict: worstOf(own), counts: countsOf(own), claims: own }];
  });
