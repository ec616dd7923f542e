// What a claim says besides who was reached by whom, each by a file of its own: a verdict that stands so far may still fall.

import type { Expectation } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { type Finding, fail, pass, unknown } from './finding.ts';
import { errorSeen } from './icmp-error.ts';
import { mappingSeen } from './mapping.ts';
import { settingsSeen } from './settings.ts';
import { sizesSeen } from './sizes.ts';
import { trackingSeen } from './tracking.ts';

/** Null where there is nothing to say. */
export type Remark = Finding | null;

const remarks = [trackingSeen, mappingSeen, errorSeen, sizesSeen, settingsSeen] as const satisfies readonly ((
  expected: Expectation['expected'],
  observed: Observation,
) => Remark)[];

/** The first thing that is wrong or unknown, or the finding with what else there is to tell. */
export const withRemarks = (finding: Finding, { expected }: Expectation, observed: Observation): Finding => {
  if (finding.verdict !== 'pass') return finding;
  const said = remarks.flatMap((remark) => remark(expected, observed) ?? []);
  const wrong = said.filter(({ verdict }) => verdict === 'fail');
  if (wrong.length > 0) return fail(texts(wrong));
  const unclear = said.filter(({ verdict }) => verdict === 'unknown');
  if (unclear.length > 0) return unknown(texts(unclear));
  return pass(texts([finding, ...said]));
};

const texts = (findings: readonly Finding[]): string => findings.map(({ because }) => because).join('; ');
