import type { Look } from '../report/paint.ts';
import { hostChecks } from './host-checks.ts';
import type { HostCheck } from './tool-checks.ts';
import { program } from './program.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const looks = { ok: 'good', limited: 'doubt', missing: 'bad' } as const satisfies Record<HostCheck['status'], Look>;

/** What this host can do. Exit code 3 when something is missing without which no lab can be built. */
export const doctor = ({ answer, paint }: Terminal): ExitCode => {
  const checks = hostChecks();
  const missing = checks.filter(({ status }) => status === 'missing').length;
  const width = Math.max(...checks.map(({ check }) => check.length));
  const line = ({ check, status, found, mend }: HostCheck): string => {
    const first = `${paint(looks[status], status.padEnd('missing'.length))}  ${check.padEnd(width)}  ${found}\n`;
    return mend === null ? first : `${first}${' '.repeat('missing'.length + width + 4)}mend: ${mend}\n`;
  };
  const last =
    missing === 0
      ? `this host can build labs; source <(${program} completion bash) completes their names\n`
      : 'this host cannot build labs before that is mended; plan and predict work anywhere\n';
  answer(checks, () => `${checks.map(line).join('')}\n${last}`);
  return missing === 0 ? 0 : 3;
};
