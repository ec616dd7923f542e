// Judging a machine's settings, and telling beside them what a standard asks for.

import type { Expected, ExpectedSetting } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { type Finding, fail, pass } from './finding.ts';

export const settingsSeen = ({ settings: expected }: Expected, { settings = {} }: Observation): Finding | null => {
  if (expected === undefined) return null;
  const rows = expected.map((setting) => ({ setting, value: settings[setting.key] ?? null }));
  const wrong = rows.filter(({ setting, value }) => !holds(setting, value));
  if (wrong.length > 0) return fail(wrong.map(({ setting, value }) => wrongText(setting, value)).join('; '));
  return pass(rows.map(({ setting, value }) => told(setting, value)).join('; '));
};

const holds = ({ atLeast }: ExpectedSetting, value: string | null): boolean =>
  value !== null && (atLeast === undefined || Number(value) >= atLeast);

const wrongText = ({ key, atLeast }: ExpectedSetting, value: string | null): string =>
  `${key} is ${value ?? 'not there'}${atLeast === undefined ? '' : `, not ${atLeast} or more`}`;

/** The last word of a key says enough. */
const told = ({ key, usual, asks }: ExpectedSetting, value: string | null): string => {
  const differs = usual !== undefined && Number(value) !== usual;
  const seen = `${key.replace(/^.*\./, '')} ${value}${differs ? `, where Linux has ${usual}` : ''}`;
  if (asks === undefined) return seen;
  const less = Number(value) < asks.atLeast;
  return `${seen}${less ? `, less than the ${asks.atLeast} of ${asks.who}` : `, as ${asks.who} asks`}`;
};
