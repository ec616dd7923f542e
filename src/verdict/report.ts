import { worst } from './finding.ts';
import type { Claim, Report, Verdict } from './verdict.ts';

/** Sums up. A lab without a single claim is `unknown`: nothing was looked at. */
export const reportOf = (lab: string, claims: readonly Claim[], tookMs: number): Report => {
  const count = (verdict: Verdict): number => claims.filter((claim) => claim.verdict === verdict).length;
  return {
    lab,
    verdict: claims.toSorted(worst)[0]?.verdict ?? 'unknown',
    counts: { pass: count('pass'), fail: count('fail'), unknown: count('unknown'), skip: count('skip') },
    tookMs: Math.round(tookMs),
    claims,
  };
};
