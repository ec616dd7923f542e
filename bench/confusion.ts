// The models taken for each other, as conformance/confusion.ts asserts it: which claims of the judging model fail on the
// other's network, and how many of them.

import { type Cell, confuse } from '../conformance/support/confusion.ts';
import { plain } from '../src/report/paint.ts';
import { table } from '../src/report/table.ts';
import type { Row } from './measure.ts';

const notHeld = ({ report }: Cell, id: string): string => {
  const claims = report.claims.filter((claim) => claim.id === id);
  const failed = claims.filter(({ verdict }) => verdict === 'fail').length;
  const unknown = claims.filter(({ verdict }) => verdict === 'unknown').length;
  if (claims.length === 0) return '';
  return failed > 0 ? `✘ ${failed} of ${claims.length}` : unknown > 0 ? `? ${unknown} of ${claims.length}` : '·';
};

const notPassed = ({ report }: Cell): readonly string[] =>
  report.claims.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown').map(({ id }) => id);

/** A table a network: a line for each claim id that is not green everywhere, and a column for each judging model. */
const matrices = (cells: readonly Cell[]): string =>
  [...Map.groupBy(cells, ({ built }) => built)]
    .map(([built, own]) => {
      const ids = [...new Set(own.flatMap(notPassed))].toSorted();
      const rows = ids.map((id) => [id, ...own.map((cell) => notHeld(cell, id))]);
      return `${table([`${built} as`, ...own.map(({ judged }) => judged)], rows, plain)}\n`;
    })
    .join('');

const rowOf = ({ built, judged, report, claims }: Cell): Row => {
  const { fail, unknown } = report.counts;
  const contradicted = claims.filter(({ word }) => word === 'contradicts');
  const caught = contradicted.filter(({ claim }) => claim.verdict === 'fail').length;
  return {
    what: `${built} judged as ${judged}`,
    measured: `${fail} of ${report.claims.length} claims fail${unknown > 0 ? `, ${unknown} unknown` : ''}; ${caught} of ${contradicted.length} contradictions caught`,
    must: built === judged ? 'none' : 'some, and all contradictions',
    holds: built === judged ? fail + unknown === 0 : fail > 0 && caught === contradicted.length,
  };
};

/** Prints which claim ids fail where, and returns a row a cell. */
export const confusion = async (): Promise<readonly Row[]> => {
  const cells = await confuse();
  process.stdout.write(matrices(cells));
  return cells.map(rowOf);
};
