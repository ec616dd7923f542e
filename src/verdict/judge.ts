// Expectation × observation → verdict, with the reason in words. Nothing here knows how either was come by.

import type { Expectation, Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { judgeArrival } from './arrival.ts';
import { forwardedMismatches, toldOf } from './forwarded.ts';
import { judgeAcross } from './across.ts';
import { withRemarks } from './besides.ts';
import { type Finding, fail, type Judged, pass, skip, unknown, worst } from './finding.ts';
import { judgeSilence, lossy } from './silence.ts';
import { spreadFinding } from './spread.ts';
import { judgeTooBig } from './too-big.ts';
import type { Claim } from './verdict.ts';

/**
 * Judges all tries of one claim; the worst of them is the claim's verdict and the observation it shows. A claim that is
 * skipped needs none.
 */
export const judge = (expectation: Expectation, observations: readonly Observation[]): Claim => {
  const { verdict, because, observed } = judgeTries(expectation, observations);
  const { flow: _, ...seen } = observed ?? { flow: expectation.flow };
  return { ...claimOf(expectation, { verdict, because }), observed: 'outcome' in seen ? seen : null };
};

/** A claim that was tried, and about which nothing can be said. */
export const unlooked = (expectation: Expectation, because: string): Claim => claimOf(expectation, unknown(because));

const claimOf = ({ id, title, flow, expected }: Expectation, { verdict, because }: Finding): Claim => ({
  id,
  title,
  from: flow.from,
  to: flow.to.label,
  protocol: flow.protocol,
  family: flow.family,
  verdict,
  expected,
  observed: null,
  because,
});

const judgeTries = (expectation: Expectation, observations: readonly Observation[]): Judged => {
  const { expected, tries } = expectation;
  if (expectation.skip !== undefined) return { ...skip(expectation.skip), observed: null };
  const across = judgeAcross(expectation, observations, judgeOne);
  if (across !== null) return across;
  const ours = observations.filter((observation) => !leftToOthers(expected, observation));
  if (observations.length < tries)
    return { ...unknown(`only ${observations.length} of ${tries} probes were sent`), observed: null };
  const judged = ours.map((observed) => ({ ...judgeOne(expectation, observed), observed }));
  const result = judged.toSorted(worst)[0];
  if (result === undefined) {
    const nobody = `${list(expected.responder ?? [])} did not answer any of ${tries} probes; only ${answered(observations)} did`;
    return { ...fail(nobody), observed: observations[0] ?? null };
  }
  const spread = result.verdict === 'pass' ? spreadFinding(expectation, ours) : null;
  if (spread !== null) return { ...spread, observed: result.observed };
  return tries > 1 && result.verdict === 'pass'
    ? { ...result, because: `${result.because} (${ours.length} of ${tries} probes)` }
    : result;
};

const leftToOthers = ({ orElse = [] }: Expected, { outcome, responder }: Observation): boolean =>
  outcome === 'reached' && responder !== null && orElse.includes(responder);

const answered = (observations: readonly Observation[]): string =>
  list([...new Set(observations.flatMap(({ responder }) => (responder === null ? [] : [responder])))]);

const judgeOne = (expectation: Expectation, observed: Observation): Finding => {
  if (observed.outcome === 'tool-error') return unknown(`the probe broke: ${observed.detail ?? 'no reason given'}`);
  return withRemarks(judgeOutcome(expectation, observed), expectation, observed);
};

const judgeOutcome = (expectation: Expectation, observed: Observation): Finding => {
  if (expectation.expected.outcome.includes('too-big')) return judgeTooBig(expectation.expected, observed);
  if (expectation.expected.arrivesAt !== undefined) return judgeArrival(expectation, observed);
  return expectation.expected.outcome.includes('reached')
    ? judgeReach(expectation, observed)
    : judgeSilence(expectation, observed);
};

const judgeReach = ({ expected }: Expectation, observed: Observation): Finding => {
  if (!expected.outcome.includes(observed.outcome)) return fail(failure(observed));
  if (expected.translations !== undefined || expected.unfragmented === true) {
    const what = expected.unfragmented === true ? 'fragments could not be seen' : 'translations could not be counted';
    if (observed.evidence === null) return unknown(`nothing was captured, so ${what}`);
    if (observed.evidence.captureDrops > 0) return unknown(lossy(observed.evidence));
  }
  const wrong = [...mismatches(expected, observed), ...forwardedMismatches(expected, observed)];
  return wrong.length > 0 ? fail(wrong.join('; ')) : pass(success(observed));
};

const failure = ({ outcome, responder, detail, evidence }: Observation): string => {
  const said = detail === null ? '' : `: ${detail}`;
  const seen = evidence === null ? '' : lastSeen(evidence.left, evidence.seenAt);
  if (outcome === 'wrong-responder') return `${responder ?? 'somebody else'} answered instead${said}`;
  return `${outcome}${said}${seen}`;
};

const lastSeen = (left: boolean, seenAt: readonly string[]): string => {
  if (!left) return '; the request never left the sender';
  const last = seenAt.at(-1);
  return last === undefined
    ? '; the request left the sender and was seen nowhere else'
    : `; the request was last seen at ${last}`;
};

/** Each asserted field against what was seen. */
const mismatches = (expected: Expected, observed: Observation): readonly string[] => {
  const { responder, responderPort, sourceSeen, sourceOwner, sourceLocal, answeredFrom, evidence } = observed;
  const source = `${sourceSeen ?? 'no source'} (${sourceOwner ?? 'owned by nobody'})`;
  const translations = evidence?.translations ?? [];
  const rows: readonly (readonly [wrong: boolean, because: string])[] = [
    [!oneOf(expected.responder, responder), `${responder ?? 'nobody'} answered, not ${list(expected.responder ?? [])}`],
    [differs(expected.responderPort, responderPort), `port ${responderPort} answered, not ${expected.responderPort}`],
    [
      !oneOf(expected.sourceOwner, sourceOwner),
      `${responder ?? 'the far end'} saw ${source}, not an address of ${list(expected.sourceOwner ?? [])}`,
    ],
    [
      differs(expected.sourceSeen, sourceSeen),
      `${responder ?? 'the far end'} saw ${source}, not ${expected.sourceSeen}`,
    ],
    [
      differs(expected.sourceLocal, sourceLocal),
      `the sender's own address was ${sourceLocal}, not ${expected.sourceLocal}`,
    ],
    [
      differs(expected.answeredFrom, answeredFrom),
      `the answer came from ${answeredFrom ?? 'nowhere'}, not from ${expected.answeredFrom}`,
    ],
    [
      expected.unfragmented === true && evidence?.fragmentsAt !== undefined,
      `the request was seen in fragments at ${(evidence?.fragmentsAt ?? []).join(' and ')}`,
    ],
    [differs(expected.closedBothSides, observed.closedBothSides), 'one end did not see the other close'],
    [
      differs(expected.translations, translations.length),
      `translated ${translations.length} times, not ${expected.translations}${translations.map(({ at, before, after }) => `; at ${at} from ${before} to ${after}`).join('')}`,
    ],
  ];
  return rows.filter(([wrong]) => wrong).map(([, because]) => because);
};

const oneOf = (allowed: readonly string[] | undefined, seen: string | null): boolean =>
  allowed === undefined || (seen !== null && allowed.includes(seen));

const differs = <Value>(expected: Value | undefined, seen: Value | null): boolean =>
  expected !== undefined && expected !== seen;

const success = (observation: Observation): string => {
  const { flow, responder, sourceSeen, sourceOwner, evidence, detail } = observation;
  if (flow.protocol === 'sysctl') return `${flow.from} was asked`;
  if (flow.protocol === 'fib') return detail ?? 'there is a route';
  const translations = evidence?.translations ?? [];
  const rewritten = `${toldOf(observation)}${translations.map(({ at, kind }) => `, ${kind} at ${at}`).join('')}`;
  if (sourceSeen === null) return `${responder ?? 'it'} answered${rewritten}`;
  return `${responder} answered and saw ${sourceSeen}${sourceOwner === null ? '' : ` (${sourceOwner})`}${rewritten}`;
};

const list = (names: readonly string[]): string => (names.length === 0 ? 'anybody' : names.join(' or '));
