// Expected and observed in words, side by side: the same fields in the same order, so that a difference can be seen.

import type { Expected } from '../model/expectation.ts';
import type { Claim } from '../verdict/verdict.ts';
import { besidesExpected, besidesObserved } from './describe-besides.ts';
import { count } from './table.ts';

const either = (names: readonly (string | number)[]): string => names.join(' or ');

const present = (parts: readonly (string | false | null | undefined)[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(', ');

/** `reached, answered by other, source owned by node1`. */
export const describeExpected = (expected: Expected): string => {
  const { outcome, responder, orElse, sourceOwner, absentFrom, translations, closedBothSides } = expected;
  return present([
    either(outcome),
    responder && `answered by ${either(responder)}`,
    orElse !== undefined && orElse.length > 0 && `sometimes by ${either(orElse)}`,
    expected.responderPort !== undefined && `on port ${expected.responderPort}`,
    expected.sourceSeen !== undefined && `source seen ${expected.sourceSeen}`,
    sourceOwner && `source owned by ${either(sourceOwner)}`,
    expected.forwardedFor !== undefined && `for ${expected.forwardedFor ?? 'nobody in particular'}`,
    expected.forwardedOwner && `for an address of ${either(expected.forwardedOwner)}`,
    expected.sourceLocal !== undefined && `source sent ${expected.sourceLocal}`,
    expected.proxySaid !== undefined && `told ${expected.proxySaid}`,
    expected.answeredFrom !== undefined && `answered from ${expected.answeredFrom}`,
    translations !== undefined && count(translations, 'translation'),
    closedBothSides && 'closed by both sides',
    expected.unfragmented && 'in one piece',
    expected.pathMtu !== undefined && `told at most ${expected.pathMtu} bytes`,
    absentFrom && `not one packet at ${either(absentFrom)}`,
    expected.singlePass && 'nowhere twice',
    ...besidesExpected(expected),
  ]);
};

/** The same words for what was seen. */
export const describeObserved = (observed: Claim['observed']): string => {
  if (observed === null) return 'not tried';
  const { outcome, responder, responderPort, sourceSeen, sourceOwner, evidence } = observed;
  return present([
    outcome,
    responder !== null && `answered by ${responder}`,
    responderPort !== null && `on port ${responderPort}`,
    sourceSeen !== null && `source seen ${sourceSeen}`,
    sourceOwner !== null && `source owned by ${sourceOwner}`,
    observed.forwardedFor !== undefined && `for ${observed.forwardedFor}`,
    observed.forwardedOwner !== undefined && `for an address of ${observed.forwardedOwner}`,
    observed.sourceLocal !== null && `source sent ${observed.sourceLocal}`,
    observed.answeredFrom !== null && `answered from ${observed.answeredFrom}`,
    evidence !== null && count(evidence.translations.length, 'translation'),
    evidence?.fragmentsAt !== undefined && `in fragments at ${evidence.fragmentsAt.join(', ')}`,
    observed.pathMtu !== undefined && `told at most ${observed.pathMtu} bytes`,
    observed.closedBothSides === true && 'closed by both sides',
    ...besidesObserved(observed),
    evidence !== null &&
      (evidence.left ? `seen at ${evidence.seenAt.join(', ') || 'nobody'}` : 'never left the sender'),
    observed.detail,
  ]);
};

/** `other:8080 by tcp over IPv4`. */
export const describeTarget = ({ to, protocol, family }: Pick<Claim, 'to' | 'protocol' | 'family'>): string =>
  `${to} by ${protocol} over IPv${family}`;

/** A claim's rows for people: each with its name. What the observation says is not said again as the reason. */
export const factsOf = (claim: Claim): readonly (readonly [name: string, text: string])[] => {
  const { observed, because } = claim;
  const told = observed !== null && observed.detail !== null && because.includes(observed.detail);
  const why = observed === null ? because : withoutOutcome(because, observed.outcome);
  const rows = [
    ['from', claim.from],
    ['to', describeTarget(claim)],
    ['expected', describeExpected(claim.expected)],
    ['observed', describeObserved(told ? { ...observed, detail: null } : observed)],
    ['because', why],
  ] as const;
  return rows.filter(([, text]) => text !== '');
};

/** `lost; last seen at core` → `last seen at core`; `lost` and `refused: write ECONNREFUSED` → nothing. */
const withoutOutcome = (because: string, outcome: string): string => {
  if (because === outcome || new RegExp(`^${outcome}: (?:[a-z]+ )?E[A-Z]*${outcome.toUpperCase()}$`).test(because))
    return '';
  const start = [`${outcome}: `, `${outcome}; `].find((each) => because.startsWith(each));
  return because.slice(start?.length ?? 0);
};

/** What the verdict means for the lab as a whole. */
export const headline = {
  pass: 'conforms',
  skip: 'conforms as far as it was looked at',
  unknown: 'could not be judged',
  fail: 'does not conform',
} as const;
