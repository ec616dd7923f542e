// How far a check is, for whoever looks on: counted in claims, told in parts.

import type { CheckProgress } from '../plan/progress.ts';
import type { Claim } from '../verdict/verdict.ts';

export type Tally = {
  /** A part begins: the lab as it is, or a fault. */
  readonly begin: (what: string) => void;
  /** So many of its claims have been looked at, and are not judged yet. */
  readonly found: (claims: number) => void;
  readonly judged: (claims: readonly Claim[]) => void;
};

export type Ahead = { readonly total: number; readonly skipped: number; readonly parts: number };

export const tallyOf = ({ total, skipped, parts }: Ahead, onProgress: (progress: CheckProgress) => void): Tally => {
  let [part, done, failed, why] = [0, skipped, 0, ''];
  const say = (found: number): void =>
    onProgress({ done: done + found, total, failed, why: parts > 1 ? `part ${part} of ${parts}: ${why}` : why });
  return {
    begin: (what) => {
      part += 1;
      why = what;
      say(0);
    },
    found: say,
    judged: (claims) => {
      done += claims.length;
      failed += claims.filter(({ verdict }) => verdict === 'fail').length;
      say(0);
    },
  };
};
