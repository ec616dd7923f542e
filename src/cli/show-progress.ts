import type { Blueprint } from '../agent/protocol.ts';
import type { CheckProgress, Progress } from '../plan/progress.ts';
import type { Lab } from '../spec/lab.ts';
import { count } from '../report/table.ts';
import type { Terminal } from './terminal.ts';

/** `amount` is asked for only where it is said. */
type Undertaking = { readonly title: string; readonly amount: () => string };

export const building = ({ plan, source }: Blueprint): Undertaking => ({
  title: source === plan.lab ? `building ${source}` : `building ${plan.lab} from ${source}`,
  amount: () => `${plan.steps.length} steps`,
});

export const checking = ({ name }: Lab, claims: () => number): Undertaking => ({
  title: `checking ${name}`,
  amount: () => count(claims(), 'claim'),
});

/** Draws on stderr, which is never the answer: live on a terminal, one line elsewhere, nothing under `--json`. */
export const showProgress = async <Result>(
  { json, note }: Terminal,
  { title, amount }: Undertaking,
  work: (onProgress: (progress: Progress | CheckProgress) => void) => Promise<Result>,
): Promise<Result> => {
  if (json) return work(() => {});
  if (!process.stderr.isTTY) {
    note(`${title}: ${amount()}\n`);
    return work(() => {});
  }
  const { withProgress } = await import('../report/progress.ts');
  return withProgress({ title, stream: process.stderr }, work);
};
