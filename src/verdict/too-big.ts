// Judging a "must be told that it is too big". Unlike a silence this needs no controls: being told is something that
// happens. What the sender was told counts as much as that it was.

import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { fail, type Finding, pass } from './finding.ts';

export const judgeTooBig = ({ pathMtu }: Expected, { flow, outcome, detail, ...observed }: Observation): Finding => {
  const said = detail === null ? '' : ` (${detail})`;
  if (outcome !== 'too-big') return fail(`${outcome}, not too-big${said}`);
  if (observed.pathMtu === undefined) return fail(`${flow.from} was told that it is too big, but no size${said}`);
  const told = `${flow.from} was told that at most ${observed.pathMtu} bytes get through`;
  return pathMtu === undefined || pathMtu === observed.pathMtu ? pass(told) : fail(`${told}, not ${pathMtu}`);
};
