// Judging what the kernels keep of a flow: how many connection tracking entries, at whom, and which of them translate.

import type { Expected } from '../model/expectation.ts';
import type { Entry, Observation } from '../probe/observation.ts';
import { type Finding, fail, pass, unknown } from './finding.ts';

export const trackingSeen = (expected: Expected, { entries, counted }: Observation): Finding | null => {
  const { trackedAt, translatedAt, refusedAt } = expected;
  if (refusedAt !== undefined) return refusals(refusedAt, counted ?? []);
  if (trackedAt === undefined && translatedAt === undefined) return null;
  if (entries === undefined || entries === null) return unknown('what kernels keep of the flow could not be read');
  const wrong = [
    ...(trackedAt === undefined ? [] : differences('has', trackedAt, entries)),
    ...(translatedAt === undefined ? [] : differences('translates in', translatedAt, entries.filter(translated))),
  ];
  return wrong.length > 0 ? fail(wrong.join('; ')) : pass(keptText(entries));
};

const translated = (entry: Entry): boolean => entry.translated;

/** Everybody with another number of entries than one where it should be one, or none where it should be none. */
const differences = (verb: string, expected: readonly string[], entries: readonly Entry[]): readonly string[] => {
  const machines = new Set([...expected, ...entries.map(({ at }) => at)]);
  return [...machines].flatMap((machine) => {
    const own = entries.filter(({ at }) => at === machine);
    const wanted = expected.includes(machine) ? 1 : 0;
    if (own.length === wanted) return [];
    const what = own.map(({ original, reply }) => `: ${original}, answered as ${reply}`).join('');
    return [`${machine} ${verb} ${entryCount(own.length)} of the flow, not ${wanted}${what}`];
  });
};

const entryCount = (count: number): string => (count === 0 ? 'no entry' : count === 1 ? '1 entry' : `${count} entries`);

const keptText = (entries: readonly Entry[]): string =>
  entries.length === 0
    ? 'no kernel keeps an entry of it'
    : `kept by ${entries.map((entry) => `${entry.at}${entry.translated ? ' (translated)' : ''}`).join(' and ')}`;

/** A connection that finds no room is dropped without a word to anybody: a counter is all that there is to see. */
const refusals = (expected: readonly string[], counted: NonNullable<Observation['counted']>): Finding => {
  const refusing = counted.filter(({ insertFailed }) => insertFailed > 0);
  const silent = expected.filter((machine) => !refusing.some(({ at }) => at === machine));
  if (silent.length > 0) return fail(`${silent.join(' and ')} counted no connection without room`);
  return pass(
    refusing
      .map(({ at, insertFailed, drop }) => `${at} counted insert_failed ${insertFailed}, drop ${drop}`)
      .join('; '),
  );
};
