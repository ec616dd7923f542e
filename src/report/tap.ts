// TAP version 14, https://testanything.org/tap-version-14-specification.html

import type { Claim, Report } from '../verdict/verdict.ts';
import { describeExpected, describeObserved, describeTarget } from './describe.ts';
import { oneLine } from './one-line.ts';

/** `unknown` is `not ok`: TAP has no word for it, and it is never a pass. */
export const tapReport = ({ claims }: Report): string =>
  ['TAP version 14', `1..${claims.length}`, ...claims.flatMap((claim, index) => point(claim, index + 1))].join('\n') +
  '\n';

const point = (claim: Claim, number: number): string[] => {
  const { verdict, id, title, because } = claim;
  const ok = verdict === 'pass' || verdict === 'skip' ? 'ok' : 'not ok';
  const directive = verdict === 'skip' ? ` # SKIP ${oneLine(because)}` : '';
  const line = `${ok} ${number} - ${escaped(`${id} ${title}`)}${directive}`;
  return ok === 'ok' ? [line] : [line, ...diagnostics(claim)];
};

// A JSON string is a YAML string, quotes and all.
const diagnostics = (claim: Claim): string[] => [
  '  ---',
  `  verdict: ${claim.verdict}`,
  `  from: ${JSON.stringify(claim.from)}`,
  `  to: ${JSON.stringify(describeTarget(claim))}`,
  `  expected: ${JSON.stringify(describeExpected(claim.expected))}`,
  `  observed: ${JSON.stringify(describeObserved(claim.observed))}`,
  `  because: ${JSON.stringify(claim.because)}`,
  '  ...',
];

const escaped = (description: string): string => oneLine(description).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
