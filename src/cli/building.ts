import type { Blueprint } from '../agent/protocol.ts';
import type { Progress } from '../plan/progress.ts';
import type { Terminal } from './terminal.ts';

/** Draws on stderr, which is never the answer: live on a terminal, one line elsewhere, nothing under `--json`. */
export const showProgress = async <Result>(
  { json, note }: Terminal,
  { plan, source }: Blueprint,
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> => {
  if (json) return work(() => {});
  const title = source === plan.lab ? `building ${source}` : `building ${plan.lab} from ${source}`;
  if (!process.stderr.isTTY) {
    note(`${title}: ${plan.steps.length} steps\n`);
    return work(() => {});
  }
  const { withProgress } = await import('../report/progress.ts');
  return withProgress({ title, stream: process.stderr }, work);
};
