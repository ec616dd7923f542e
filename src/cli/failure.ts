import { CommanderError } from 'commander';
import { excerpt } from '../report/excerpt.ts';
import { LabError, SpecError, UsageError } from '../errors.ts';
import { program } from './program.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** Says what went wrong, once, and returns the exit code that belongs to it. `verb` is whose help is recommended. */
export const reportFailure = (terminal: Terminal, error: unknown, verb?: string): ExitCode => {
  const failure = error instanceof CommanderError ? usageErrorOf(error, verb) : error;
  if (terminal.json) terminal.answer({ error: errorJson(failure) }, () => '');
  else terminal.note(errorText(terminal, failure));
  return failure instanceof LabError ? failure.exitCode : 3;
};

const errorJson = (error: unknown) => ({
  kind: error instanceof Error ? error.name : 'Error',
  message: error instanceof Error ? error.message : String(error),
  hint: error instanceof LabError ? (error.hint ?? null) : null,
  ...(error instanceof SpecError ? { problems: error.problems } : {}),
  ...(error instanceof Error && !(error instanceof LabError) ? { stack: error.stack ?? null } : {}),
});

const errorText = ({ paintNote: paint, columns }: Terminal, error: unknown): string => {
  if (error instanceof SpecError) return specText(error, { paint, columns });
  if (error instanceof LabError) {
    const hint = error.hint === undefined ? '' : `${paint('strong', 'hint:')} ${error.hint}\n`;
    return `${paint('bad', 'error:')} ${error.message}\n${hint}`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint('bad', 'error:')} this is a bug in causeway; please report it with what follows\n${stack}\n${causes(error)}`;
};

type Page = { readonly paint: Terminal['paintNote']; readonly columns: number | null };

const specText = ({ problems, source }: SpecError, { paint, columns }: Page): string => {
  const all = source.text.split(/\r\n?|\n/);
  const lines = problems.map(({ file, line, column, message, hint }) => {
    const text = all[line - 1] ?? '';
    // Programs that read the problems line by line open the file themselves.
    const shown = columns === null ? '' : excerpt({ text, line, column }, { paint, width: columns });
    return `${file}:${line}:${column}: ${message}\n${shown}  ${paint('strong', 'hint:')} ${hint}\n`;
  });
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const more = source.whole ? '' : '; more may show once that is mended';
  return `${lines.join('')}${paint('bad', 'error:')} ${count} in the lab file${more}\n`;
};

const causes = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error
    ? `caused by ${error.cause.stack ?? error.cause.message}\n`
    : '';

/** Commander says `error: unknown option '--jsn'\n(Did you mean --json?)`. */
const usageErrorOf = ({ message }: CommanderError, verb: string | undefined): UsageError => {
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const meant = suggestion?.replace(/^\(Did (?<text>.*)\)$/, 'did $<text>');
  const dashes =
    verb === 'exec' && first.startsWith('unknown option') ? 'write -- before the command that shall run inside' : null;
  const help = `${verb === undefined ? program : `${program} ${verb}`} --help shows how it is used`;
  return new UsageError(first, { hint: dashes ?? meant ?? help });
};
