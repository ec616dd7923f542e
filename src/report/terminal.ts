import { verdictsByFamily } from '../verdict/by-family.ts';
import type { Claim, Report, Verdict } from '../verdict/verdict.ts';
import { closingLines } from './closing.ts';
import { factsOf, headline } from './describe.ts';
import { byFamily, familyTitle } from './families.ts';
import { folded, type Group } from './fold.ts';
import { oneLine } from './one-line.ts';
import { plain, type Look, type Paint } from './paint.ts';
import { type Homes, suspectsLine } from './suspects.ts';
import { count, duration } from './table.ts';

const marks = { pass: '✔', fail: '✘', unknown: '?', skip: '–' } as const satisfies Record<Verdict, string>;
const looks = { pass: 'good', fail: 'bad', unknown: 'doubt', skip: 'faint' } as const satisfies Record<Verdict, Look>;

export type TerminalOptions = {
  readonly paint?: Paint;
  readonly verbose?: boolean;
  /** Lets the last line say more. */
  readonly homes?: Homes;
};

/** A report for people to read: passes a line an id, everything else once for each reason; `verbose` shows all. */
export const terminalReport = (report: Report, options: TerminalOptions = {}): string => {
  const { paint = plain, verbose = false, homes = new Map() } = options;
  const families = [...byFamily(report.claims)].map(([family, claims]) => {
    const heading = `${paint('strong', family)}  ${paint('faint', familyTitle(family))}`.trimEnd();
    return [heading, ...familyLines(claims, paint, verbose), ''].join('\n');
  });
  const suspects = suspectsLine(report, homes);
  return (
    [
      ...families,
      summaryLine(report, paint),
      ...familyVerdicts(report, paint),
      ...(suspects === null ? [] : [suspects]),
      ...closingLines(report.claims),
    ].join('\n') + '\n'
  );
};

/** `island: conforms — 168 claims: 168 pass, 0 fail, 0 unknown, 0 skip in 640 ms`. */
export const summaryLine = (report: Report, paint: Paint = plain): string =>
  `${report.lab}: ${summed(report, paint)} in ${duration(report.tookMs)}`;

const summed = ({ verdict, counts, claims }: Pick<Report, 'verdict' | 'counts' | 'claims'>, paint: Paint): string => {
  const { pass, fail, unknown, skip } = counts;
  const numbers = `${pass} pass, ${fail} fail, ${unknown} unknown, ${skip} skip`;
  return `${paint(looks[verdict], headline[verdict])} — ${count(claims.length, 'claim')}: ${numbers}`;
};

/** A line each, where there are two. */
const familyVerdicts = ({ claims }: Report, paint: Paint): readonly string[] => {
  const families = verdictsByFamily(claims);
  return families.length < 2 ? [] : families.map((family) => `  ${family.name} ${summed(family, paint)}`);
};

const familyLines = (claims: readonly Claim[], paint: Paint, verbose: boolean): string[] =>
  [...Map.groupBy(claims, ({ id }) => id).values()].flatMap((sameId) => {
    const { pass = [], ...others } = Object.groupBy(sameId, ({ verdict }) => verdict);
    // What holds in one family may be the opposite of what holds in the other.
    const passes = verdictsByFamily(pass).flatMap(({ claims: own }) => passLines(own, paint, verbose));
    const rest = [others.fail, others.unknown, others.skip].flatMap((same = []) =>
      verbose ? same.map((claim) => ({ claim, more: 0 })) : folded(same),
    );
    return [...passes, ...rest.flatMap((group) => inFull(group, paint))];
  });

const claimLine = ({ verdict, id, title }: Claim, paint: Paint): string =>
  `  ${paint(looks[verdict], marks[verdict])} ${id}  ${title}`;

const passLines = (passed: readonly Claim[], paint: Paint, verbose: boolean): string[] => {
  const [first, ...others] = passed.map((claim) => claimLine(claim, paint));
  if (first === undefined) return [];
  if (verbose || others.length === 0) return [first, ...others];
  return [`${first}${paint('faint', `, and ${others.length} more`)}`];
};

const inFull = ({ claim, more }: Group, paint: Paint): string[] => {
  // A skip is known beforehand: there is nothing to compare.
  const shown = claim.verdict === 'skip' ? factsOf(claim).slice(-1) : factsOf(claim);
  return [
    claimLine(claim, paint),
    ...shown.map(([name, text]) => `      ${paint('faint', name.padEnd(9))} ${oneLine(text)}`),
    ...(more === 0 ? [] : [`      ${paint('faint', `and ${more} more like it (--verbose shows all)`)}`]),
  ];
};
