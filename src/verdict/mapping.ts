// Judging which source a translator gave to several flows (RFC 4787, section 4.1).

import type { Expected } from '../model/expectation.ts';
import type { Earlier, Observation } from '../probe/observation.ts';
import { endText } from './end-text.ts';
import { type Finding, fail, pass } from './finding.ts';

export const mappingSeen = (expected: Expected, observed: Observation): Finding | null => {
  const wrong = [...portMismatches(expected, observed), ...earlierMismatches(expected, observed)];
  if (wrong.length > 0) return fail(wrong.join('; '));
  if (expected.mapping !== undefined) return mapping(expected.mapping, rowsOf(observed));
  if (expected.sourcePort === undefined && expected.sourcePortOutside === undefined) return null;
  return pass(`from port ${observed.sourcePort}`);
};

const portMismatches = (
  { sourcePort, sourcePortOutside, keepsSourcePort }: Expected,
  { sourcePort: port, ownSourcePort }: Observation,
): readonly string[] => {
  if (sourcePort !== undefined && port !== sourcePort) return [`seen from port ${port}, not ${sourcePort}`];
  if (keepsSourcePort && port !== ownSourcePort) return [`seen from port ${port}, not from its own, ${ownSourcePort}`];
  if (sourcePortOutside === undefined) return [];
  const [first, last] = sourcePortOutside;
  const outside = port !== null && (port < first || port > last);
  return outside ? [] : [`seen from port ${port}, which is one of ${first} to ${last}`];
};

const earlierMismatches = (
  { earlier: expected }: Expected,
  { earlier = [] }: Pick<Observation, 'earlier'>,
): readonly string[] => {
  const wrong = earlier.flatMap(({ from, to, outcome }, at) => {
    const wanted = expected?.[at] ?? 'reached';
    return outcome === wanted ? [] : [`flow ${at + 1} before it, from ${from} to ${to}, was ${outcome}, not ${wanted}`];
  });
  return wrong.length > 1 ? [...wrong.slice(0, 1), `and ${wrong.length - 1} more`] : wrong;
};

type Row = Pick<Earlier, 'from' | 'to' | 'sourceSeen' | 'sourcePort'>;

/** Those whose source was seen. */
const rowsOf = ({ flow, sourceSeen, sourcePort, earlier = [] }: Observation): readonly Row[] =>
  [...earlier, { from: flow.from, to: flow.to.label, sourceSeen, sourcePort }].filter(
    (row) => row.sourceSeen !== null && row.sourcePort !== null,
  );

const sourceOf = ({ sourceSeen, sourcePort }: Row): string => endText(sourceSeen ?? '', sourcePort);

const mapping = (wanted: 'same' | 'distinct', rows: readonly Row[]): Finding => {
  const sources = new Set(rows.map(sourceOf));
  const told = rows.map((row) => `${row.to} saw ${row.from} as ${sourceOf(row)}`).join(', ');
  if (wanted === 'distinct')
    return sources.size === rows.length
      ? pass(`each from a source of its own: ${told}`)
      : fail(`two flows share one source: ${told}`);
  return sources.size === 1 ? pass(`one source for all: ${[...sources].join('')}`) : fail(`${classOf(rows)}: ${told}`);
};

/** Several sources: whether it takes another address to get another one, or another port will do. */
const classOf = (rows: readonly Row[]): string => {
  const byAddress = Map.groupBy(rows, ({ to }) => to.replace(/:\d+$/, ''));
  const byPort = [...byAddress.values()].some((same) => new Set(same.map(sourceOf)).size > 1);
  return byPort ? 'the mapping depends on address and port' : 'the mapping depends on the address';
};
