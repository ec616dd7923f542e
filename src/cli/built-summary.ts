// What `up` says when a lab is up: what was built, what it promises, and what to try.

import type { LabState } from '../agent/protocol.ts';
import { expectationsOf } from '../model/expectations.ts';
import { daemonsText } from '../report/daemons.ts';
import { builtText } from '../report/machines.ts';
import type { Paint } from '../report/paint.ts';
import { promisesText } from '../report/promises.ts';
import { suggestions } from '../report/suggestions.ts';
import type { Lab } from '../spec/lab.ts';
import { program } from './program.ts';

export { machineJson } from '../report/machines.ts';

export const builtSummary = (paint: Paint, { machines, daemons }: LabState, promised: string): string =>
  `${builtText(machines, paint)}${daemonsText(daemons, paint)}\n${promised}`;

/** What the lab file says alone, whether or not the lab is up. */
export const promisedSummary = (paint: Paint, lab: Lab): string =>
  `${promisesText(lab, expectationsOf(lab), paint)}\n${triesText(paint, lab)}`;

const columns = 100;

/** What a command shows stands beside it, or under it where there is no room. */
export const triesText = (paint: Paint, lab: Lab): string => {
  const tries = suggestions(lab, program);
  const width = Math.max(...tries.map(({ command }) => command.length));
  const beside = tries.every(({ shows }) => width + shows.length + 4 <= columns);
  const lines = tries.map(
    ({ command, shows }) =>
      `  ${beside ? `${command.padEnd(width)}  ` : `${command}\n      `}${paint('faint', shows)}\n`,
  );
  return `Things to try:\n${lines.join('')}`;
};
