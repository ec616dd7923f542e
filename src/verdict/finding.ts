import type { Observation } from '../probe/observation.ts';
import type { Verdict } from './verdict.ts';

export type Finding = { readonly verdict: Verdict; readonly because: string };

/** And of several observations the one that it is about. */
export type Judged = Finding & { readonly observed: Observation | null };

export const pass = (because: string): Finding => ({ verdict: 'pass', because });
export const fail = (because: string): Finding => ({ verdict: 'fail', because });
export const skip = (because: string): Finding => ({ verdict: 'skip', because });
export const unknown = (because: string): Finding => ({ verdict: 'unknown', because });

const order = ['fail', 'unknown', 'skip', 'pass'] as const satisfies readonly Verdict[];

/** Worst first: fail > unknown > skip > pass. For sorting. */
export const worst = (a: { readonly verdict: Verdict }, b: { readonly verdict: Verdict }): number =>
  order.indexOf(a.verdict) - order.indexOf(b.verdict);
