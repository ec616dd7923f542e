import { writeFileSync } from 'node:fs';
import { blueprintOf } from '../agent/blueprint.ts';
import { checkLab } from '../agent/check.ts';
import { type AgentConnection, connectAgent, startAgent } from '../agent/client.ts';
import type { Blueprint } from '../agent/protocol.ts';
import { LabError, UsageError } from '../errors.ts';
import type { Expectation } from '../model/expectation.ts';
import { expectationsOf } from '../model/expectations.ts';
import { reportJson } from '../report/json.ts';
import { table } from '../report/table.ts';
import { terminalReport } from '../report/terminal.ts';
import type { Lab } from '../spec/lab.ts';
import type { Report, Verdict } from '../verdict/verdict.ts';
import { showProgress } from './building.ts';
import { orInterrupted } from './interrupt.ts';
import { readLab } from './lab-file.ts';
import { program } from './program.ts';
import { labFileFor } from './running.ts';
import { mustBeRootless } from './rootless.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export type CheckOptions = {
  readonly only?: string;
  readonly list?: true;
  readonly junit?: string;
  readonly html?: string;
  readonly tap?: true;
  readonly verbose?: true;
  readonly rootless?: true;
};

type Only = (expectation: Expectation) => boolean;

const exitCodes = { pass: 0, skip: 0, fail: 1, unknown: 3 } as const satisfies Record<Verdict, ExitCode>;

/** Sends what the model speaks about and judges what was seen. */
export const check = async (terminal: Terminal, argument: string, options: CheckOptions): Promise<ExitCode> => {
  if (options.tap && terminal.json)
    throw new UsageError('--tap and --json both want stdout', { hint: 'choose one of them' });
  if (options.list) return list(terminal, argument, options);
  // It gets ready on the other processor while this one reads the lab; where the lab is up already, it is not needed.
  await using own = startAgent({ rootless: mustBeRootless(options), signal: terminal.signal });
  const { lab, source } = await readLab(await labFileFor(argument));
  const only = chosen(expectationsOf(lab), options.only);
  const report = await checked(terminal, { lab, blueprint: blueprintOf(lab, source), only }, own);
  await writeReports(report, options);
  const { verbose = false } = options;
  if (options.tap) terminal.print((await import('../report/tap.ts')).tapReport(report));
  else terminal.answer(reportJson(report), () => terminalReport(report, { paint: terminal.paint, verbose }));
  return exitCodes[report.verdict];
};

/** `OUT` means the whole family, `OUT-01` one id. Throws UsageError for a word that means nothing here. */
const chosen = (expectations: readonly Expectation[], only: string | undefined): Only => {
  if (only === undefined) return () => true;
  const ids = [...new Set(expectations.map(({ id }) => id))];
  const words = only.split(',').map((word) => word.trim().toUpperCase());
  const means = (word: string, id: string): boolean => word !== '' && id.startsWith(word);
  for (const word of words)
    if (!ids.some((id) => means(word, id)))
      throw new UsageError(`no claim of this lab begins with ${word || 'nothing'}`, {
        hint: `claims of this lab: ${ids.join(', ')}`,
      });
  return ({ id }) => words.some((word) => means(word, id));
};

const list = async ({ answer, paint }: Terminal, argument: string, options: CheckOptions): Promise<ExitCode> => {
  const { lab } = await readLab(await labFileFor(argument));
  const { name } = lab;
  const only = chosen(expectationsOf(lab), options.only);
  const claims = expectationsOf(lab)
    .filter(only)
    .map(({ id, title }) => ({ id, title }));
  answer({ lab: name, claims }, () =>
    table(
      ['claim', 'title'],
      claims.map(({ id, title }) => [id, title]),
      paint,
    ),
  );
  return 0;
};

type Subject = { readonly lab: Lab; readonly blueprint: Blueprint; readonly only: Only };

/** On the lab that is up, or on one of our own that ends with us. */
const checked = async (
  terminal: Terminal,
  { lab, blueprint, only }: Subject,
  own: AgentConnection,
): Promise<Report> => {
  const { signal } = terminal;
  await using running = await connectAgent(lab.name);
  if (running !== null) {
    const { fingerprint } = await orInterrupted(signal, running.request('describe', {}));
    if (fingerprint !== blueprint.fingerprint)
      throw new LabError(`${lab.name} is up, but not as its file says now`, {
        hint: `${program} up ${blueprint.source} replaces it, ${program} down ${lab.name} removes it`,
      });
    return await orInterrupted(signal, checkLab(running, lab, { only }));
  }
  return showProgress(terminal, blueprint, async (onProgress) => {
    await orInterrupted(signal, own.request('build', blueprint, onProgress));
    return await orInterrupted(signal, checkLab(own, lab, { only }));
  });
};

const writeReports = async (report: Report, { junit, html }: CheckOptions): Promise<void> => {
  if (junit !== undefined) writeReport(junit, (await import('../report/junit.ts')).junitReport(report));
  if (html !== undefined) writeReport(html, (await import('../report/html.ts')).htmlReport(report));
};

const writeReport = (path: string, text: string): void => {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'the directory must exist and be yours to write',
      cause,
    });
  }
};
