// Every lab that comes with the program: how long it takes to have it, to check it and to be rid of it, and what its
// claims came to in each family.

import { execa } from 'execa';
import { builtInLabs } from '../src/cli/lab-file.ts';
import { plain } from '../src/report/paint.ts';
import { table } from '../src/report/table.ts';
import { causeway, launcher, ms, type Row, timed } from './measure.ts';

type Claim = { readonly id: string; readonly family: 4 | 6; readonly verdict: string; readonly because: string };

export const shipped = async (): Promise<readonly Row[]> => {
  const lines: string[][] = [];
  const rows: Row[] = [];
  const skipped = new Set<string>();
  for (const { name } of builtInLabs()) {
    const up = await causeway('up', name);
    let claims: readonly Claim[] = [];
    const check = await timed(async () => {
      const { stdout } = await execa(launcher, ['check', name, '--json'], { reject: false });
      ({ claims } = JSON.parse(stdout));
    });
    const down = await causeway('down', name);
    lines.push([name, ms(up), ms(check), ms(down), counts(claims, 4), counts(claims, 6)]);
    for (const { id, verdict, because } of claims) if (verdict === 'skip') skipped.add(`${id}: ${because}`);
    const bad = claims.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown').length;
    rows.push({
      what: `check ${name}`,
      measured: `${ms(check)}, ${bad} of ${claims.length} claims not held`,
      must: '≤ 10 s, none',
      holds: check <= 10_000 && bad === 0 && claims.length > 0,
    });
  }
  process.stdout.write(table(['lab', 'up', 'check', 'down', 'IPv4 pass/skip', 'IPv6 pass/skip'], lines, plain));
  for (const why of skipped) process.stdout.write(`skipped ${why}\n`);
  return rows;
};

const counts = (claims: readonly Claim[], family: 4 | 6): string => {
  const own = claims.filter((claim) => claim.family === family);
  const of = (verdict: string): number => own.filter((claim) => claim.verdict === verdict).length;
  return own.length === 0 ? '' : `${of('pass')}/${of('skip')} of ${own.length}`;
};
