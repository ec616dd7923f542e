import { worst } from './finding.ts';
import type { Claim, Report, Verdict } from './verdict.ts';

/** Of no claim at all `unknown`. */
export const worstOf = (claims: readonly Claim[]): Verdict => claims.toSorted(worst)[0]?.verdict ?? 'unknown';

export const countsOf = (claims: readonly Claim[]): Report['counts'] => {
  const count = (verdict: Verdict): number => claims.filter((claim) => claim.verdict === verdict).length;
  return { pass: count('pass'), fail: count('fail'), unknown: count('unknown'), skip: count('skip') };
};
