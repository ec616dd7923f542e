import type { Claim, Report, Verdict } from '../verdict/verdict.ts';
import { describeExpected, describeObserved, describeTarget, headline } from './describe.ts';
import { byFamily, familyTitle } from './families.ts';
import { oneLine } from './one-line.ts';
import { plain, type Look, type Paint } from './paint.ts';
import { count, duration } from './table.ts';

const marks = { pass: '✔', fail: '✘', unknown: '?', skip: '–' } as const satisfies Record<Verdict, string>;
const looks = { pass: 'good', fail: 'bad', unknown: 'doubt', skip: 'faint' } as const satisfies Record<Verdict, Look>;

export type TerminalOptions = { readonly paint?: Paint; readonly verbose?: boolean };

/** A report for people to read: passes folded to a line an id unless `verbose`, everything else in full. */
export const terminalReport = (report: Report, options: TerminalOptions = {}): string => {
  const { paint = plain, verbose = false } = options;
  const families = [...byFamily(report.claims)].map(([family, claims]) => {
    const heading = `${paint('strong', family)}  ${paint('faint', familyTitle(family))}`.trimEnd();
    return [heading, ...familyLines(claims, paint, verbose), ''].join('\n');
  });
  return [...families, summaryLine(report, paint)].join('\n') + '\n';
};

/** `island: conforms — 168 claims: 168 pass, 0 fail, 0 unknown, 0 skip in 640 ms`. */
export const summaryLine = ({ lab, verdict, counts, claims, tookMs }: Report, paint: Paint = plain): string => {
  const { pass, fail, unknown, skip } = counts;
  const numbers = `${pass} pass, ${fail} fail, ${unknown} unknown, ${skip} skip`;
  return `${lab}: ${paint(looks[verdict], headline[verdict])} — ${count(claims.length, 'claim')}: ${numbers} in ${duration(tookMs)}`;
};

const familyLines = (claims: readonly Claim[], paint: Paint, verbose: boolean): string[] =>
  [...Map.groupBy(claims, ({ id }) => id).values()].flatMap((sameId) => {
    const passed = sameId.filter(({ verdict }) => verdict === 'pass');
    const folded =
      verbose || passed.length < 2 ? passed.map((claim) => claimLine(claim, paint)) : [foldedLine(passed, paint)];
    const rest = sameId.filter(({ verdict }) => verdict !== 'pass').flatMap((claim) => inFull(claim, paint));
    return [...folded, ...rest];
  });

const claimLine = ({ verdict, id, title }: Claim, paint: Paint): string =>
  `  ${paint(looks[verdict], marks[verdict])} ${id}  ${title}`;

const foldedLine = (passed: readonly Claim[], paint: Paint): string =>
  passed
    .slice(0, 1)
    .map((claim) => `${claimLine(claim, paint)}${paint('faint', `, and ${passed.length - 1} more`)}`)
    .join('');

const inFull = (claim: Claim, paint: Paint): string[] => {
  const rows: readonly (readonly [string, string])[] = [
    ['from', claim.from],
    ['to', describeTarget(claim)],
    ['expected', describeExpected(claim.expected)],
    ['observed', describeObserved(claim.observed)],
    ['because', claim.because],
  ];
  // A skip is known beforehand: there is nothing to compare.
  const shown = claim.verdict === 'skip' ? rows.slice(-1) : rows;
  return [
    claimLine(claim, paint),
    ...shown.map(([name, text]) => `      ${paint('faint', name.padEnd(9))} ${oneLine(text)}`),
  ];
};
