// Judging flows that go on across a fault: held ones by what was seen of each before, while and after it, streamed ones by
// everything that was seen.

import type { Expectation, Expected } from '../model/expectation.ts';
import type { Observation, When } from '../probe/observation.ts';
import { fail, type Finding, type Judged, unknown, worst } from './finding.ts';
import { lossy } from './silence.ts';
import { spreadFinding } from './spread.ts';

/** How one observation is judged that has nothing to do with others. */
export type JudgeOne = (expectation: Expectation, observed: Observation) => Finding;

/** Null for what does not go on across one. */
export const judgeAcross = (
  expectation: Expectation,
  observations: readonly Observation[],
  judgeOne: JudgeOne,
): Judged | null => {
  const { across } = expectation.under ?? {};
  if (across === undefined || across === 'afterwards') return null;
  return judges[across](expectation, observations, judgeOne);
};

const times = ['before', 'during', 'after'] as const satisfies readonly When[];

type Flow = Readonly<Partial<Record<When, Observation>>>;

const judgeHeld = (expectation: Expectation, observations: readonly Observation[], judgeOne: JudgeOne): Judged => {
  const flows = flowsIn(observations);
  const { before, after } = expectation.under ?? {};
  const isOurs = ({ before: seen }: Flow): boolean =>
    before === undefined || (seen !== undefined && judgeOne(expecting(expectation, before), seen).verdict === 'pass');
  const ours = flows.filter(isOurs);
  if (flows.length < expectation.tries || ours.length === 0) {
    const seen = flows[0]?.before ?? null;
    const instead = seen === null ? '' : `; one was ${said(seen)}`;
    return { ...unknown(`of ${flows.length} flows none was before the fault as it must be${instead}`), observed: seen };
  }
  const judged = ours.flatMap((flow) => [
    ...judgedAt(expectation, flow.during, judgeOne),
    ...(after === undefined ? [] : judgedAt(expecting(expectation, after), flow.after, judgeOne)),
  ]);
  const result = mayBeSilent(expectation, judged).toSorted(worst)[0];
  if (result === undefined) return { ...unknown('nothing was seen of it while the fault lasted'), observed: null };
  return result.verdict === 'pass' && flows.length > 1
    ? { ...result, because: `${result.because} (${ours.length} of ${flows.length} flows)` }
    : result;
};

/** Without the only one that heard nothing, if that is allowed, and there are others. */
const mayBeSilent = ({ under }: Expectation, judged: readonly Judged[]): readonly Judged[] => {
  const silent = judged.filter(({ verdict, observed }) => verdict === 'fail' && observed?.outcome === 'lost');
  const spared = under?.butOne === true && silent.length === 1 && judged.length > 1;
  return spared ? judged.filter((one) => !silent.includes(one)) : judged;
};

const flowsIn = (observations: readonly Observation[]): readonly Flow[] =>
  Array.from({ length: Math.floor(observations.length / times.length) }, (_, at) =>
    Object.fromEntries(
      observations.slice(at * times.length, (at + 1) * times.length).map((one) => [one.when ?? 'during', one]),
    ),
  );

const judgedAt = (
  expectation: Expectation,
  observed: Observation | undefined,
  judgeOne: JudgeOne,
): readonly Judged[] => {
  if (observed === undefined) return [];
  const finding = judgeAllowed(expectation, observed, judgeOne);
  return [{ verdict: finding.verdict, because: `${observed.when}: ${finding.because}`, observed }];
};

/** Everything must be right, before and meanwhile. */
const judgeAgain = (expectation: Expectation, observations: readonly Observation[], judgeOne: JudgeOne): Judged => {
  const { before = expectation.expected } = expectation.under ?? {};
  const flows = flowsIn(observations);
  if (flows.length < expectation.tries)
    return { ...unknown(`only ${flows.length} of ${expectation.tries} probes were sent`), observed: null };
  const earlier = expecting(expectation, before);
  const judged = flows.flatMap((flow) => [
    ...judgedAt(earlier, flow.before, judgeOne),
    ...judgedAt(expectation, flow.during, judgeOne),
  ]);
  const result = judged.toSorted(worst)[0] ?? { ...unknown('nothing was sent'), observed: null };
  if (result.verdict !== 'pass') return result;
  const moved = flows.filter((flow) => flow.before?.responder !== flow.during?.responder).length;
  const spread = spreadFinding(
    earlier,
    flows.flatMap((flow) => flow.before ?? []),
  );
  if (spread !== null) return { ...spread, observed: result.observed };
  const because = `${moved} of ${flows.length} were answered by somebody else than before`;
  return expectation.expected.spread === 'moved' && moved === 0
    ? { ...fail(because), observed: result.observed }
    : { ...result, because };
};

const judgeStreamed = (expectation: Expectation, observations: readonly Observation[], judgeOne: JudgeOne): Judged => {
  const { before, after } = expectation.under ?? {};
  const at = { before, during: undefined, after } as const;
  const judged = observations.flatMap((one) =>
    judgedAt(expecting(expectation, at[one.when ?? 'during']), one, judgeOne),
  );
  for (const when of times)
    if (!observations.some((one) => one.when === when))
      return {
        ...unknown(`nothing was sent ${when === 'during' ? 'while the fault lasted' : `${when} the fault`}`),
        observed: null,
      };
  const result = judged.toSorted(worst)[0];
  if (result === undefined) return { ...unknown('nothing was sent'), observed: null };
  return result.verdict === 'pass' ? { ...result, because: counted(observations) } : result;
};

const expecting = (expectation: Expectation, expected: Expected | undefined): Expectation =>
  expected === undefined ? expectation : { ...expectation, expected };

/**
 * What may be reached may also be silent, if that is allowed: then it must have been a silence, and what was seen of it on
 * the way must have been right. Nothing may arrive where nothing may, whatever came of it.
 */
const judgeAllowed = (expectation: Expectation, observed: Observation, judgeOne: JudgeOne): Finding => {
  const { expected } = expectation;
  const { outcome, evidence } = observed;
  const strayed = evidence?.seenAt.filter((machine) => expected.absentFrom?.includes(machine)) ?? [];
  if (strayed.length > 0) return fail(`the request arrived at ${strayed.join(' and ')}`);
  if (expected.absentFrom !== undefined && outcome !== 'tool-error') {
    if (evidence === null) return unknown('nothing was captured');
    if (evidence.captureDrops > 0) return unknown(lossy(evidence));
  }
  if (outcome === 'reached' || !expected.outcome.includes('reached') || !expected.outcome.includes(outcome))
    return judgeOne(expectation, observed);
  return sourceOf(expected, observed) ?? { verdict: 'pass', because: said(observed) };
};

/** Somebody may have seen the request without answering it. */
const sourceOf = ({ sourceSeen }: Expected, observed: Observation): Finding | null =>
  sourceSeen === undefined || observed.sourceSeen === null || observed.sourceSeen === sourceSeen
    ? null
    : fail(`seen with ${observed.sourceSeen} (${observed.sourceOwner ?? 'owned by nobody'}), not ${sourceSeen}`);

const said = ({ outcome, responder }: Observation): string =>
  responder === null ? outcome : `${outcome} by ${responder}`;

const counted = (observations: readonly Observation[]): string => {
  const outcomes = [...Map.groupBy(observations, said)].map(([what, of]) => `${of.length} times ${what}`);
  return `of ${observations.length} ${outcomes.join(', ')}`;
};

const judges = { held: judgeHeld, again: judgeAgain, streamed: judgeStreamed } as const;
