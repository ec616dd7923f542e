import { verdictsByFamily } from '../verdict/by-family.ts';
import type { Report, Verdict } from '../verdict/verdict.ts';

/** Any value as the one JSON document that `--json` prints. */
export const jsonDocument = (value: unknown): string => JSON.stringify(value, null, 2) + '\n';

type FamilyJson = { readonly family: 4 | 6; readonly verdict: Verdict; readonly counts: Report['counts'] };

/** The shape of `check --json`, whatever else a report may carry one day. `families` has those that a claim is made of. */
export const reportJson = (report: Report): Report & { readonly families: readonly FamilyJson[] } => ({
  ...{ lab: report.lab, verdict: report.verdict, counts: report.counts },
  families: verdictsByFamily(report.claims).map(({ family, verdict, counts }) => ({ family, verdict, counts })),
  tookMs: report.tookMs,
  claims: report.claims,
});
