import type { Report } from '../verdict/verdict.ts';

/** Any value as the one JSON document that `--json` prints. */
export const jsonDocument = (value: unknown): string => JSON.stringify(value, null, 2) + '\n';

/** The shape of `check --json`, whatever else a report may carry one day. */
export const reportJson = ({ lab, verdict, counts, tookMs, claims }: Report): Report => ({
  lab,
  verdict,
  counts,
  tookMs,
  claims,
});
