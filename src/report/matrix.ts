import type { Expectation } from '../model/expectation.ts';
import { byFamily, familyTitle } from './families.ts';
import { plain, type Paint } from './paint.ts';
import { count, table } from './table.ts';

const heading = ['from', 'to', 'protocol', 'expected', 'source owned by', 'claim'];

/** Every flow that a lab's model speaks about and what must come of it, a table a family. */
export const matrixText = (lab: string, expectations: readonly Expectation[], paint: Paint = plain): string => {
  const families = [...byFamily(expectations)].map(
    ([family, claims]) =>
      `${`${paint('strong', family)}  ${paint('faint', familyTitle(family))}`.trimEnd()}\n${table(heading, claims.map(row), paint)}\n`,
  );
  return `${families.join('')}${lab}: ${count(expectations.length, 'claim')}\n`;
};

const row = ({ id, flow, expected }: Expectation): string[] => [
  flow.from,
  flow.to.label,
  flow.family === 6 ? `${flow.protocol}/IPv6` : flow.protocol,
  expected.absentFrom === undefined ? expected.outcome.join(' or ') : `nothing at ${expected.absentFrom.join(' or ')}`,
  (expected.sourceOwner ?? []).join(' or '),
  id,
];
