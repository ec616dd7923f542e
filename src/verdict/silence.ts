// Judging a "must not reach". Silence alone proves nothing: the listener may be dead, the prober broken, the capture
// blind. It passes only if the probe was seen leaving, nothing arrived at the far end, and what must work did work,
// with the same prober and the same listener, before and after.

import type { Expectation } from '../model/expectation.ts';
import type { Flow } from '../probe/flow.ts';
import type { Evidence, Observation, Outcome } from '../probe/observation.ts';
import { type Finding, fail, pass, unknown } from './finding.ts';
import { circleIn } from './passes.ts';

/** Failures first, for an arrival is an arrival whatever the controls say; then whatever makes the silence worthless. */
export const judgeSilence = (expectation: Expectation, observed: Observation): Finding =>
  forbidden(expectation, observed) ??
  unproven(expectation, observed) ??
  manner(expectation, observed) ??
  pass(proven(observed));

/** Outcomes that no silence has: something came back, or something arrived. */
const answers: ReadonlySet<Outcome> = new Set([
  'reached',
  'wrong-responder',
  'empty-reply',
  'reset',
  'one-way',
  'too-big',
  'not-found',
  'bad-gateway',
  'denied',
]);

const forbidden = (
  { expected }: Expectation,
  { flow, outcome, responder, detail, evidence }: Observation,
): Finding | null => {
  if (outcome === 'reached' && isReadOrHeard(flow)) return fail(detail ?? 'there is a way');
  const arrivals = evidence?.seenAt.filter((machine) => expected.absentFrom?.includes(machine)) ?? [];
  if (arrivals.length > 0) return fail(`the request arrived at ${arrivals.join(' and ')}`);
  const answer = expected.unanswered === true ? evidence?.hops.find(({ part }) => part === 'reply') : undefined;
  if (answer !== undefined) return fail(`${answer.machine} answered from ${answer.source} ${answer.summary}`.trim());
  const circle = expected.singlePass && evidence !== null ? circleIn(evidence, flow.from) : null;
  if (circle !== null) return fail(circle);
  if (!answers.has(outcome) || expected.outcome.includes(outcome)) return null;
  return fail(
    outcome === 'reached' ? `${responder ?? 'somebody'} answered${said(detail)}` : `${outcome}${said(detail)}`,
  );
};

/** What makes a silence worthless; null where nothing does. */
export const unproven = ({ controls }: Expectation, observed: Observation): Finding | null => {
  const broken = (observed.controls ?? []).find(({ outcome }) => outcome !== 'reached');
  if (broken !== undefined)
    return unknown(
      `the control from ${broken.from} to ${broken.to} was ${broken.outcome} ${broken.when} the probe, so its silence proves nothing`,
    );
  const moved = (observed.controls ?? []).find(({ movedTo }) => movedTo !== undefined);
  if (moved !== undefined)
    return unknown(
      `the control from ${moved.from} to ${moved.to} was seen from port ${moved.movedTo} ${moved.when} the probe, so it was sent to a port that nobody has`,
    );
  if ((observed.controls ?? []).length < 2 * controls.length)
    return unknown('not every control was run before and after');
  return isRead(observed.flow) ? null : unseen(observed.evidence);
};

/** Read from the kernels, and nothing was sent that could have been seen. */
const isRead = ({ protocol }: Flow): boolean => protocol === 'fib' || protocol === 'cables';

/** Nobody was called, so nobody answers. */
const isReadOrHeard = (flow: Flow): boolean => isRead(flow) || flow.protocol === 'frames';

/** A capture that lost packets cannot say what did not arrive, nor how often it was rewritten. */
export const lossy = ({ captureDrops }: Evidence): string =>
  `the capture lost ${captureDrops} packet${captureDrops === 1 ? '' : 's'}`;

const unseen = (evidence: Evidence | null): Finding | null => {
  if (evidence === null) return unknown('nothing was captured');
  if (evidence.captureDrops > 0) return unknown(lossy(evidence));
  return evidence.left ? null : unknown('the request was never seen leaving the sender');
};

/** The right silence for the right reason: dropped is not refused, and a refusal has an author. */
const manner = (
  { expected }: Expectation,
  { outcome, responder, detail, proxySaid, sourceSeen, sourceOwner, evidence }: Observation,
): Finding | null => {
  if (!expected.outcome.includes(outcome))
    return fail(`${outcome}, not ${expected.outcome.join(' or ')}${said(detail)}`);
  const heard = outcome === 'one-way' ? heardFrom(expected, { sourceSeen, sourceOwner }) : null;
  if (heard !== null) return heard;
  if (outcome === 'lost' && expected.lostAt !== undefined) return lostElsewhere(expected.lostAt, evidence);
  if (expected.proxySaid !== undefined && proxySaid !== expected.proxySaid)
    return fail(`the proxy answered ${proxySaid ?? 'nothing'}, not ${expected.proxySaid}`);
  if (expected.responder === undefined) return null;
  if (responder === null) return unknown(`${outcome}, but the capture does not show by whom`);
  return expected.responder.includes(responder)
    ? null
    : fail(`${outcome} by ${responder}, not by ${expected.responder.join(' or ')}`);
};

/** Where a request ends shows who dropped it. */
const lostElsewhere = (lostAt: readonly string[], evidence: Evidence | null): Finding | null => {
  const last = evidence?.seenAt.at(-1);
  if (last !== undefined && lostAt.includes(last)) return null;
  return fail(
    `lost, and ${last === undefined ? 'seen nowhere' : `last seen at ${last}`}, not at ${lostAt.join(' or ')}`,
  );
};

/** Who is heard without an answer is heard as somebody. */
const heardFrom = (
  expected: Expectation['expected'],
  { sourceSeen, sourceOwner }: Pick<Observation, 'sourceSeen' | 'sourceOwner'>,
): Finding | null => {
  const owners = expected.sourceOwner;
  if (sourceSeen === null) return unknown('it was heard, but the capture does not show from whom');
  const heard = `it was heard from ${sourceSeen} (${sourceOwner ?? 'owned by nobody'})`;
  if (expected.sourceSeen !== undefined && sourceSeen !== expected.sourceSeen)
    return fail(`${heard}, not from ${expected.sourceSeen}`);
  if (owners !== undefined && (sourceOwner === null || !owners.includes(sourceOwner)))
    return fail(`${heard}, not from an address of ${owners.join(' or ')}`);
  return null;
};

const proven = ({ outcome, responder, evidence, detail, flow }: Observation): string => {
  if (isRead(flow)) return detail ?? 'no way';
  const where = evidence?.seenAt.at(-1);
  const end = where === undefined ? 'seen leaving, and nowhere else' : `seen leaving, and last at ${where}`;
  return `${outcome}${outcome === 'refused' && responder !== null ? ` by ${responder}` : ''}: ${end}${said(detail)}`;
};

const said = (detail: string | null): string => (detail === null ? '' : ` (${detail})`);
