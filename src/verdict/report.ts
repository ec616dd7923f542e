import { countsOf, worstOf } from './sum.ts';
import type { Claim, Report } from './verdict.ts';

/** Sums up. A lab without a single claim is `unknown`: nothing was looked at. */
export const reportOf = (lab: string, claims: readonly Claim[], tookMs: number): Report => ({
  ...{ lab, verdict: worstOf(claims), counts: countsOf(claims) },
  tookMs: Math.round(tookMs),
  claims,
});
