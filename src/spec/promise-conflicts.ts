// Of two rows that speak of the same flow, the one that names more machines is heard, and then the one that names more
// of protocol and family. Where that leaves two, they must agree.

import type { Placed } from './draft.ts';
import type { Path, Report } from './finding.ts';
import type { PromiseFile } from './schema-custom.ts';

/** Who stands at one end, and where it is of that cluster. */
export type End = {
  readonly is: 'pod' | 'node' | 'outside';
  readonly word: string;
  /** One machine, or all there are. */
  readonly machine: { readonly name: string; readonly addresses: readonly Placed[] } | null;
};

/** A row with its ends. */
export type Said = { readonly row: PromiseFile; readonly path: Path; readonly from: End; readonly to: End };

export const checkDistinct = (rows: readonly Said[], report: Report): void =>
  rows.forEach((later, index) => {
    const earlier = rows.slice(0, index).find((row) => isSame(row, later));
    const rival = earlier ?? rows.slice(0, index).find((row) => isRival(row, later, rows));
    if (rival === undefined) return;
    const place = `row ${rows.indexOf(rival) + 1}, ${rival.from.word} to ${rival.to.word}`;
    const { path } = later;
    const what = `${later.from.word} to ${later.to.word}`;
    if (earlier !== undefined && sees(earlier) === sees(later))
      report({ path, message: `${what}: said already in ${place}`, hint: 'remove one of them' });
    else if (earlier !== undefined)
      report({
        path,
        message: `${what}: contradicts ${place}`,
        hint: 'remove one of them, or name a machine, a protocol or a family',
      });
    else
      report({
        path,
        message: `${what}: ${place} is just as precise, and says otherwise of what both speak of`,
        hint: 'add a row that says which: it names all that both name',
      });
  });

const sees = ({ row }: Said): string => [row.sees].flat().toSorted().join(' ');

const isSame = (a: Said, b: Said): boolean => scope(a).every((word, at) => word === scope(b)[at]);

const scope = ({ from, to, row }: Said): readonly (string | number | undefined)[] => [
  ...[from.word, to.word, row.protocol, row.family],
];

const isRival = (a: Said, b: Said, rows: readonly Said[]): boolean =>
  precision(a) === precision(b) &&
  sees(a) !== sees(b) &&
  meet(a.from, b.from) &&
  meet(a.to, b.to) &&
  (a.row.protocol ?? b.row.protocol) === (b.row.protocol ?? a.row.protocol) &&
  (a.row.family ?? b.row.family) === (b.row.family ?? a.row.family) &&
  !rows.some((row) => isBoth(row, a, b));

/** Is there a machine that both may stand for? */
const meet = (a: End, b: End): boolean =>
  a.machine === null || b.machine === null ? a.is === b.is : a.word === b.word;

/** As `model/custom.ts` weighs them. */
const precision = ({ from, to, row }: Said): number =>
  [from, to].filter(({ machine }) => machine !== null).length * 10 +
  [row.protocol, row.family].filter((word) => word !== undefined).length;

const isBoth = (row: Said, a: Said, b: Said): boolean => {
  const one = (x: End, y: End): string => (x.machine === null ? y.word : x.word);
  return (
    row.from.word === one(a.from, b.from) &&
    row.to.word === one(a.to, b.to) &&
    row.row.protocol === (a.row.protocol ?? b.row.protocol) &&
    row.row.family === (a.row.family ?? b.row.family)
  );
};
