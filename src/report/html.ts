// One page that can be mailed: no script, nothing fetched, the filter is CSS.

import { verdictsByFamily } from '../verdict/by-family.ts';
import type { Claim, Report, Verdict } from '../verdict/verdict.ts';
import { factsOf, headline } from './describe.ts';
import { byFamily, familyTitle } from './families.ts';
import { stylesheet } from './html-style.ts';
import { count, duration } from './table.ts';

const marks = { fail: '✘', unknown: '?', skip: '–', pass: '✔' } as const satisfies Record<Verdict, string>;
const verdicts = ['fail', 'unknown', 'skip', 'pass'] as const satisfies readonly Verdict[];

export const htmlReport = (report: Report): string => {
  const { lab, verdict, claims, tookMs } = report;
  const title = `${escaped(lab)} <small class="${verdict}">${headline[verdict]}</small>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(lab)}: ${headline[verdict]}</title>
<style>${stylesheet}</style>
</head>
<body>
<h1>${title}</h1>
<p class="summary">${count(claims.length, 'claim')} in ${duration(tookMs)}</p>
${familyVerdicts(claims)}<form class="filters" aria-label="Show">
${verdicts.map((each) => filter(each, report)).join('\n')}
</form>
${worstFirst(claims)
  .map(([family, members]) => section(family, members))
  .join('\n')}
</body>
</html>
`;
};

/** A line each, where there are two. */
const familyVerdicts = (claims: readonly Claim[]): string => {
  const families = verdictsByFamily(claims);
  if (families.length < 2) return '';
  return families
    .map(({ name, verdict, counts, claims: own }) => {
      const numbers = verdicts.filter((each) => counts[each] > 0).map((each) => `${counts[each]} ${each}`);
      return `<p class="summary">${name} <small class="${verdict}">${headline[verdict]}</small> ${count(own.length, 'claim')}: ${numbers.join(', ')}</p>\n`;
    })
    .join('');
};

/** What holds is in the way of whoever looks for what does not. */
const filter = (verdict: Verdict, { counts }: Report): string => {
  const checked = verdict === 'pass' && counts.fail + counts.unknown > 0 ? '' : ' checked';
  return `<label class="${verdict}"><input type="checkbox" id="show-${verdict}"${checked}> ${marks[verdict]} ${counts[verdict]} ${verdict}</label>`;
};

/** Families with failures, then those that could not be judged, then the others, each in the order of the report. */
const worstFirst = (claims: readonly Claim[]): readonly (readonly [string, readonly Claim[]])[] => {
  const rank = (members: readonly Claim[]): number => {
    const found = ['fail', 'unknown'].findIndex((verdict) => members.some((claim) => claim.verdict === verdict));
    return found === -1 ? 2 : found;
  };
  return [...byFamily(claims)].toSorted(([, one], [, other]) => rank(one) - rank(other));
};

const section = (family: string, claims: readonly Claim[]): string =>
  `<section>
<h2>${escaped(family)} <small>${escaped(familyTitle(family))}</small></h2>
<div class="claims">
${claims.map(row).join('\n')}
</div>
</section>`;

const row = (claim: Claim): string => {
  const { verdict, id, title } = claim;
  const open = verdict === 'fail' || verdict === 'unknown' ? ' open' : '';
  const mark = `<span class="mark ${verdict}" title="${verdict}">${marks[verdict]}</span>`;
  return `<details data-verdict="${verdict}"${open}><summary>${mark}<code>${escaped(id)}</code><span>${escaped(title)}</span></summary>
<dl>${factsOf(claim)
    .map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text)}</dd>`)
    .join('')}</dl></details>`;
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
