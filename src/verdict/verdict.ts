import type { Expected } from '../model/expectation.ts';
import type { Protocol } from '../probe/flow.ts';
import type { Observation } from '../probe/observation.ts';
import type { Family } from '../spec/lab.ts';

/** `skip` is known beforehand, `unknown` was tried and could not look. Neither is ever a pass. */
export type Verdict = 'pass' | 'skip' | 'unknown' | 'fail';

/** One row of a report; the shape of `check --json`'s `claims`. */
export type Claim = {
  readonly id: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly family: Family;
  readonly verdict: Verdict;
  readonly expected: Expected;
  /** The worst of the tries; null for `skip`. */
  readonly observed: Omit<Observation, 'flow'> | null;
  readonly because: string;
};

export type Report = {
  readonly lab: string;
  readonly verdict: Verdict;
  readonly counts: { readonly pass: number; readonly fail: number; readonly unknown: number; readonly skip: number };
  readonly tookMs: number;
  readonly claims: readonly Claim[];
};
