// The last lines of a report, for whoever does not scroll up: which claims do not hold, and which were not looked at.

import type { Claim, Verdict } from '../verdict/verdict.ts';
import { byFamily } from './families.ts';
import { oneLine } from './one-line.ts';

/** `not looked at here: PROTO-04 (no SCTP)`, `unknown: LEAK-01`, `failed: IN-03 IN-04`; whatever is worst comes last. */
export const closingLines = (claims: readonly Claim[]): readonly string[] => {
  const of = (verdict: Verdict): readonly Claim[] => claims.filter((claim) => claim.verdict === verdict);
  return [
    ...line('not looked at here: ', reasons(of('skip')).join(', ')),
    ...line('unknown: ', idsOf(of('unknown')).join(' ')),
    ...line('failed: ', idsOf(of('fail')).join(' ')),
  ];
};

const line = (name: string, text: string): readonly string[] => (text === '' ? [] : [`${name}${text}`]);

const idsOf = (claims: readonly Claim[]): readonly string[] => [
  ...new Set([...byFamily(claims).values()].flat().map(({ id }) => id)),
];

/** Each reason once an id, up to its colon: the rest stands above. */
const reasons = (claims: readonly Claim[]): readonly string[] =>
  idsOf(claims).map((id) => {
    const because = claims
      .filter((claim) => claim.id === id)
      .map((claim) => oneLine(claim.because).replace(/: .*$/, ''));
    return `${id} (${[...new Set(because)].join('; ')})`;
  });
