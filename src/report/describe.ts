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
    expected.lostAt && `lost nowhere but at ${either(expected.lostAt)}`,
    ...besidesExpected(expected),
  ]);
};

/** The same words for what was seen; first what is not as expected, where that is said. */
export const describeObserved = (observed: Claim['observed'], expected: Expected = { outcome: [] }): string => {
  if (observed === null) return 'not tried';
  const parts = observedParts(observed);
  const wrong = differing(expected, observed);
  const [first, rest] = [true, false].map((differs) =>
    present(parts.filter(([field]) => wrong.has(field) === differs).map(([, text]) => text)),
  );
  return [first, rest].filter((text) => text !== '').join('; otherwise ');
};

type Seen = NonNullable<Claim['observed']>;

const observedParts = (observed: Seen): readonly (readonly [field: string, text: string | false])[] => {
  const { outcome, responder, responderPort, sourceSeen, sourceOwner, evidence } = observed;
  return [
    ['outcome', outcome],
    ['responder', responder !== null && `answered by ${responder}`],
    ['responderPort', responderPort !== null && `on port ${responderPort}`],
    ['sourceSeen', sourceSeen !== null && `source seen ${sourceSeen}`],
    ['sourceOwner', sourceOwner !== null && `source owned by ${sourceOwner}`],
    ['forwardedFor', observed.forwardedFor !== undefined && `for ${observed.forwardedFor}`],
    ['forwardedOwner', observed.forwardedOwner !== undefined && `for an address of ${observed.forwardedOwner}`],
    ['sourceLocal', observed.sourceLocal !== null && `source sent ${observed.sourceLocal}`],
    ['answeredFrom', observed.answeredFrom !== null && `answered from ${observed.answeredFrom}`],
    ['translations', evidence !== null && count(evidence.translations.length, 'translation')],
    ['unfragmented', evidence?.fragmentsAt !== undefined && `in fragments at ${evidence.fragmentsAt.join(', ')}`],
    ['pathMtu', observed.pathMtu !== undefined && `told at most ${observed.pathMtu} bytes`],
    ['closedBothSides', observed.closedBothSides === true && 'closed by both sides'],
    ...besidesObserved(observed).map((text) => ['besides', text ? text : false] as const),
    [
      'absentFrom',
      evidence !== null &&
        (evidence.left ? `seen at ${evidence.seenAt.join(', ') || 'nobody'}` : 'never left the sender'),
    ],
    ['detail', observed.detail ?? false],
  ];
};

/** Fields of which something is expected, and something else was seen. */
const differing = (expected: Expected, observed: Seen): ReadonlySet<string> => {
  const { responder, orElse = [], sourceOwner, forwardedOwner, absentFrom = [], translations } = expected;
  const { evidence } = observed;
  const amiss = (allowed: readonly unknown[] | undefined, seen: unknown): boolean =>
    allowed !== undefined && seen !== undefined && !allowed.includes(seen);
  const same = (wanted: unknown, seen: unknown): boolean => amiss(wanted === undefined ? undefined : [wanted], seen);
  const fields: readonly (readonly [field: string, differs: boolean])[] = [
    ['outcome', expected.outcome.length > 0 && amiss(expected.outcome, observed.outcome)],
    ['responder', amiss(responder && [...responder, ...orElse], observed.responder)],
    ['responderPort', same(expected.responderPort, observed.responderPort)],
    ['sourceSeen', same(expected.sourceSeen, observed.sourceSeen)],
    ['sourceOwner', amiss(sourceOwner, observed.sourceOwner)],
    ['forwardedFor', same(expected.forwardedFor, observed.forwardedFor)],
    ['forwardedOwner', amiss(forwardedOwner, observed.forwardedOwner)],
    ['sourceLocal', same(expected.sourceLocal, observed.sourceLocal)],
    ['answeredFrom', same(expected.answeredFrom, observed.answeredFrom)],
    ['translations', same(translations, evidence?.translations.length)],
    ['unfragmented', expected.unfragmented === true],
    ['pathMtu', same(expected.pathMtu, observed.pathMtu)],
    ['absentFrom', absentFrom.some((machine) => evidence?.seenAt.includes(machine))],
  ];
  return new Set(fields.filter(([, differs]) => differs).map(([field]) => field));
};

/** `other:8080 by tcp over IPv4`. */
export const describeTarget = ({ to, protocol, family }: Pick<Claim, 'to' | 'protocol' | 'family'>): string =>
  `${to} by ${protocol} over IPv${family}`;

/** A claim's rows for people: each with its name. What the observation says is not said again as the reason. */
export const factsOf = (claim: Claim): readonly (readonly [name: string, text: string])[] => {
  const { observed, because } = claim;
  const told = observed !== null && observed.detail !== null && because.includes(observed.detail);
  const why = observed === null ? because : reasonOf(because, observed);
  const rows = [
    ['from', claim.from],
    ['to', describeTarget(claim)],
    ['expected', describeExpected(claim.expected)],
    ['observed', describeObserved(told ? { ...observed, detail: null } : observed, claim.expected)],
    ['because', why],
  ] as const;
  return rows.filter(([, text]) => text !== '');
};

/** Of a request that nobody followed, what there is to do about it. */
const reasonOf = (because: string, { outcome, evidence }: Seen): string =>
  because === 'lost' && evidence === null
    ? 'nobody answered, and nobody captured how far the request got: `probe` follows it hop by hop'
    : withoutOutcome(because, outcome);

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
