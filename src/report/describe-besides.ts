// What a claim says besides who was reached by whom, in words, and the same words for what was seen.

import type { Expected, ExpectedSetting } from '../model/expectation.ts';
import type { Claim } from '../verdict/verdict.ts';

type Part = string | false | null | undefined;

const all = (machines: readonly string[]): string => (machines.length === 0 ? 'nobody' : machines.join(' and '));

export const besidesExpected = (expected: Expected): readonly Part[] => {
  const { trackedAt, translatedAt, refusedAt, sourcePortOutside, mapping, error, learned, settings } = expected;
  return [
    trackedAt && `tracked at ${all(trackedAt)}`,
    translatedAt && `translated at ${all(translatedAt)}`,
    refusedAt && `counted as refused at ${all(refusedAt)}`,
    expected.sourcePort !== undefined && `source port ${expected.sourcePort}`,
    expected.keepsSourcePort && 'its own source port',
    sourcePortOutside && `source port not one of ${sourcePortOutside.join(' to ')}`,
    mapping && (mapping === 'same' ? 'one source for all' : 'a source for each'),
    expected.earlier && `after ${expected.earlier.join(', ')}`,
    error && `told ${error}`,
    learned && `path MTU ${learned.pathMtu} learned by the ${learned.by} alone`,
    ...(settings ?? []).map(settingText),
  ];
};

const settingText = ({ key, atLeast }: ExpectedSetting): string =>
  `${key} ${atLeast === undefined ? 'any' : `${atLeast} or more`}`;

export const besidesObserved = (observed: NonNullable<Claim['observed']>): readonly Part[] => {
  const { entries, earlier, counted, learned, error, settings, sourcePort } = observed;
  return [
    entries && `tracked at ${all(entries.map(({ at, translated }) => (translated ? `${at} (translated)` : at)))}`,
    earlier !== undefined && sourcePort !== null && `source port ${sourcePort}`,
    earlier !== undefined && earlier.length > 0 && `after ${outcomesOf(earlier)}`,
    ...(counted ?? []).map(({ at, insertFailed, drop }) => `insert_failed ${insertFailed} and drop ${drop} at ${at}`),
    error && `told ${error.meaning} about ${error.about ?? 'nothing'}`,
    learned && `path MTU learned by ${all(learned.map(({ at, pathMtu }) => `${at} (${pathMtu})`))}`,
    ...Object.entries(settings ?? {}).map(([key, value]) => `${key} ${value ?? 'missing'}`),
  ];
};

/** `5 reached, 1 lost` */
const outcomesOf = (earlier: readonly { readonly outcome: string }[]): string =>
  [...Map.groupBy(earlier, ({ outcome }) => outcome)].map(([outcome, same]) => `${same.length} ${outcome}`).join(', ');
