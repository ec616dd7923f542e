import type { Expectation, Expected } from '../model/expectation.ts';
import { faultText } from '../spec/fault.ts';
import { byFamily, familyTitle } from './families.ts';
import { particulars } from './particulars.ts';
import { plain, type Paint } from './paint.ts';
import { count, table } from './table.ts';

const heading = ['from', 'to', 'protocol', 'expected', 'source owned by', 'what', 'claim'];

/** Every flow that a lab's model speaks about and what must come of it, a table a family. */
export const matrixText = (lab: string, expectations: readonly Expectation[], paint: Paint = plain): string => {
  const families = [...byFamily(expectations)].map(
    ([family, claims]) =>
      `${`${paint('strong', family)}  ${paint('faint', familyTitle(family))}`.trimEnd()}\n${familyTable(claims, paint)}\n`,
  );
  return `${families.join('')}${lab}: ${count(expectations.length, 'claim')}\n`;
};

/** Columns in which nothing stands are left out. */
const familyTable = (claims: readonly Expectation[], paint: Paint): string => {
  const rows = claims.map(row);
  const used = (_: string, column: number): boolean => rows.some((cells) => cells[column] !== '');
  return table(
    heading.filter(used),
    rows.map((cells) => cells.filter(used)),
    paint,
  );
};

const row = (expectation: Expectation): string[] => {
  const { id, flow, expected, skip, under } = expectation;
  return [
    flow.from,
    flow.to.label,
    flow.family === 6 ? `${flow.protocol}/IPv6` : flow.protocol,
    skip === undefined
      ? [outcomeOf(expected), ...(under === undefined ? [] : [faultText(under.fault)])].join(' ')
      : 'not looked at',
    (expected.sourceOwner ?? []).join(' or '),
    particulars(expectation),
    id,
  ];
};

const outcomeOf = ({ outcome, absentFrom }: Expected): string =>
  absentFrom === undefined ? outcome.join(' or ') : `nothing at ${absentFrom.join(' or ')}`;
