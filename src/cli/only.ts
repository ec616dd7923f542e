// What `--only` chooses: claims whose id begins so, and families.

import { UsageError } from '../errors.ts';
import type { Expectation } from '../model/expectation.ts';
import { expectationsOf } from '../model/expectations.ts';
import type { Lab } from '../spec/lab.ts';

export type Only = (expectation: Expectation) => boolean;

/**
 * `OUT` means the whole family of claims, `OUT-01` one id, `IPv6` the claims over IPv6 among them. Throws UsageError for a
 * word that means nothing here.
 */
export const chosen = (lab: Lab, only: string | undefined): Only => {
  if (only === undefined) return () => true;
  const words = only
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
  if (words.length === 0)
    throw new UsageError('--only names no claim', { hint: 'write how their ids begin, such as --only OUT,IN-01' });
  const expectations = expectationsOf(lab);
  const [families, ids] = [words.filter(isFamily), words.filter((word) => !isFamily(word))];
  for (const family of families) mustHaveFamily(family, expectations);
  for (const id of ids) mustBegin(id, expectations);
  return ({ id, flow }) =>
    (ids.length === 0 || ids.some((word) => id.startsWith(word))) &&
    (families.length === 0 || families.includes(`IPV${flow.family}`));
};

const isFamily = (word: string): boolean => word === 'IPV4' || word === 'IPV6';

const mustHaveFamily = (word: string, expectations: readonly Expectation[]): void => {
  if (expectations.some(({ flow }) => `IPV${flow.family}` === word)) return;
  const [other] = expectations.map(({ flow }) => flow.family);
  throw new UsageError(`no claim of this lab is over ${word.replace('V', 'v')}`, {
    hint: `all of them are over IPv${other ?? 4}`,
  });
};

const mustBegin = (word: string, expectations: readonly Expectation[]): void => {
  const ids = [...new Set(expectations.map(({ id }) => id))];
  if (ids.some((id) => id.startsWith(word))) return;
  throw new UsageError(`no claim of this lab begins with ${word}`, { hint: `claims of this lab: ${ids.join(', ')}` });
};
