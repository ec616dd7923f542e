// JUnit XML as the common CI systems read it: a suite a family of claims, where a lab has IPv4 and IPv6 one for each,
// `error` for what could not be looked at.

import { verdictsByFamily } from '../verdict/by-family.ts';
import type { Claim, Report } from '../verdict/verdict.ts';
import { describeExpected, describeObserved, describeTarget } from './describe.ts';
import { byFamily, familyTitle } from './families.ts';

export const junitReport = (report: Report): string => {
  const versions = verdictsByFamily(report.claims);
  const suites = versions.flatMap((version) =>
    [...byFamily(version.claims)].map(([family, claims]) =>
      suite([report.lab, ...(versions.length < 2 ? [] : [version.name])].join(' '), family, claims),
    ),
  );
  const totals = `${tally(report.claims)} time="${seconds(report.tookMs)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(report.lab)}" ${totals}>\n${suites.join('')}</testsuites>\n`;
};

const suite = (of: string, family: string, claims: readonly Claim[]): string => {
  const name = escaped([of, family, familyTitle(family)].filter((part) => part !== '').join(' '));
  return `  <testsuite name="${name}" ${tally(claims)}>\n${claims.map((claim) => testcase(of, claim)).join('')}  </testsuite>\n`;
};

const tally = (claims: readonly Claim[]): string => {
  const number = (verdict: Claim['verdict']): number => claims.filter((claim) => claim.verdict === verdict).length;
  return `tests="${claims.length}" failures="${number('fail')}" errors="${number('unknown')}" skipped="${number('skip')}"`;
};

const testcase = (lab: string, claim: Claim): string => {
  const open = `    <testcase classname="${escaped(`${lab}.${claim.id}`)}" name="${escaped(claim.title)}" time="${seconds(claim.observed?.tookMs ?? 0)}"`;
  const message = `message="${escaped(claim.because)}"`;
  switch (claim.verdict) {
    case 'pass':
      return `${open}/>\n`;
    case 'skip':
      return `${open}><skipped ${message}/></testcase>\n`;
    case 'fail':
      return `${open}>\n      <failure ${message}>${escaped(account(claim))}</failure>\n    </testcase>\n`;
    case 'unknown':
      return `${open}>\n      <error ${message}>${escaped(account(claim))}</error>\n    </testcase>\n`;
  }
};

const account = (claim: Claim): string =>
  [
    `from ${claim.from} to ${describeTarget(claim)}`,
    `expected ${describeExpected(claim.expected)}`,
    `observed ${describeObserved(claim.observed)}`,
    `because ${claim.because}`,
  ].join('\n');

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

// XML 1.0 §2.2: most control characters cannot be written at all, not even escaped.
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
  text
    .replaceAll(forbidden, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
