import { writeFileSync } from 'node:fs';
import { blueprintOf } from '../agent/blueprint.ts';
import { checkLab } from '../agent/check.ts';
import { type AgentConnection, connectAgent, startAgent } from '../agent/client.ts';
import type { Blueprint } from '../agent/protocol.ts';
import { LabError, UsageError } from '../errors.ts';
import { expectationsOf } from '../model/expectations.ts';
import { endedLines } from '../report/daemons.ts';
import { byFamily } from '../report/families.ts';
import { reportJson } from '../report/json.ts';
import type { Homes } from '../report/suspects.ts';
import { table } from '../report/table.ts';
import { terminalReport } from '../report/terminal.ts';
import type { Lab } from '../spec/lab.ts';
import type { Report, Verdict } from '../verdict/verdict.ts';
import { orInterrupted } from './interrupt.ts';
import { labFileFor, readLab } from './lab-file.ts';
import { chosen, type Only } from './only.ts';
import { program } from './program.ts';
import { mustBeRootless } from './rootless.ts';
import { building, checking, showProgress } from './show-progress.ts';
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

const exitCodes = { pass: 0, skip: 0, fail: 1, unknown: 3 } as const satisfies Record<Verdict, ExitCode>;

/** Sends what the model speaks about and judges what was seen. */
export const check = async (terminal: Terminal, argument: string, options: CheckOptions): Promise<ExitCode> => {
  if (options.tap && terminal.json)
    throw new UsageError('--tap and --json both want stdout', { hint: 'choose one of them' });
  if (options.list) return list(terminal, argument, options);
  // It gets ready on the other processor while this one reads the lab; where the lab is up already, it is not needed.
  await using own = startAgent({ rootless: mustBeRootless(options), signal: terminal.signal });
  const { lab, source } = await readLab(await labFileFor(argument));
  const only = chosen(lab, options.only);
  const { report, wasUp, ended } = await checked(terminal, { lab, blueprint: blueprintOf(lab, source), only }, own);
  await writeReports(report, options);
  const { verbose = false } = options;
  if (options.tap) terminal.print((await import('../report/tap.ts')).tapReport(report));
  else
    terminal.answer(reportJson(report), () =>
      terminalReport(report, { paint: terminal.paint, verbose, homes: homesIn(lab) }),
    );
  // Whoever reads that routes are missing should read why.
  for (const line of terminal.json ? [] : ended) terminal.note(`${line}\n`);
  if (terminal.json) return exitCodes[report.verdict];
  if (!wasUp) terminal.note(ownLab(lab.name, source));
  else if (exitCodes[report.verdict] !== 0) terminal.note(anew(terminal, lab.name, source));
  return exitCodes[report.verdict];
};

const homesIn = ({ clusters }: Lab): Homes =>
  new Map(clusters.flatMap(({ nodes }) => nodes.flatMap(({ name, pods }) => pods.map((pod) => [pod.name, name]))));

const ownLab = (name: string, source: string): string =>
  `${name} was built for this check and is taken down again; ${program} up ${source} keeps one\n`;

const anew = ({ paintNote: paint }: Terminal, name: string, source: string): string =>
  `${paint('strong', 'hint:')} ${name} was up already; to build it anew: ${program} down ${name} && ${program} up ${source}\n`;

const list = async ({ answer, paint }: Terminal, argument: string, options: CheckOptions): Promise<ExitCode> => {
  const { lab } = await readLab(await labFileFor(argument));
  const { name } = lab;
  const only = chosen(lab, options.only);
  const claims = expectationsOf(lab)
    .filter(only)
    .map(({ id, title }) => ({ id, title }));
  answer({ lab: name, claims }, () =>
    table(
      ['claim', 'title'],
      [...byFamily(claims).values()].flat().map(({ id, title }) => [id, title]),
      paint,
    ),
  );
  return 0;
};

type Subject = { readonly lab: Lab; readonly blueprint: Blueprint; readonly only: Only };

type Checked = { readonly report: Report; readonly wasUp: boolean; readonly ended: readonly string[] };

/** On the lab that is up, or on one of our own that ends with us. */
const checked = async (
  terminal: Terminal,
  { lab, blueprint, only }: Subject,
  own: AgentConnection,
): Promise<Checked> => {
  const { signal } = terminal;
  await using running = await connectAgent(lab.name);
  if (running !== null) {
    const { fingerprint } = await orInterrupted(signal, running.request('describe', {}));
    if (fingerprint !== blueprint.fingerprint)
      throw new LabError(`${lab.name} is up, but not as its file says now`, {
        hint: `${program} up ${blueprint.source} replaces it, ${program} down ${lab.name} removes it`,
      });
    const report = await reportOn(terminal, running, { lab, only });
    return { report, wasUp: true, ended: await endedIn(running, terminal) };
  }
  await showProgress(terminal, building(blueprint), (onProgress) =>
    orInterrupted(signal, own.request('build', blueprint, onProgress)),
  );
  const report = await reportOn(terminal, own, { lab, only });
  return { report, wasUp: false, ended: await endedIn(own, terminal) };
};

const reportOn = (
  terminal: Terminal,
  agent: AgentConnection,
  { lab, only }: Omit<Subject, 'blueprint'>,
): Promise<Report> =>
  showProgress(
    terminal,
    checking(lab, () => expectationsOf(lab).filter(only).length),
    (onProgress) => orInterrupted(terminal.signal, checkLab(agent, lab, { only, onProgress })),
  );

/** Daemons of the lab that should still run. */
const endedIn = async (agent: AgentConnection, { signal, paintNote }: Terminal): Promise<readonly string[]> => {
  const { daemons } = await orInterrupted(signal, agent.request('describe', {}));
  return endedLines(daemons, paintNote);
};

const writeReports = async (report: Report, { junit, html }: CheckOptions): Promise<void> => {
  if (junit !== undefined) writeReport(junit, (await import('../report/junit.ts')).junitReport(report));
  if (html !== undefined) writeReport(html, (await import('../report/html.ts')).htmlReport(report));
};

const writeHints: Readonly<Record<string, string>> = {
  EISDIR: 'that is a directory: name a file in it',
  ENOENT: 'the directory must exist already',
};

const writeReport = (path: string, text: string): void => {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = cause instanceof Error ? cause.message.replace(/, open '.*'$/, '') : String(cause);
    throw new UsageError(`cannot write ${path}: ${why}`, {
      hint: writeHints[code] ?? 'name a file in a directory that is yours to write',
      cause,
    });
  }
};
