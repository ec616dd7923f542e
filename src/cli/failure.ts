import { CommanderError } from 'commander';
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

const errorText = ({ paintNote: paint }: Terminal, error: unknown): string => {
  if (error instanceof SpecError) return specText(error, paint);
  if (error instanceof LabError) {
    const hint = error.hint === undefined ? '' : `${paint('strong', 'hint:')} ${error.hint}\n`;
    return `${paint('bad', 'error:')} ${error.message}\n${hint}`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint('bad', 'error:')} this is a bug in causeway; please report it with what follows\n${stack}\n${causes(error)}`;
};

const specText = ({ problems }: SpecError, paint: Terminal['paintNote']): string => {
  const lines = problems.map(
    ({ file, line, column, message, hint }) =>
      `${file}:${line}:${column}: ${message}\n  ${paint('strong', 'hint:')} ${hint}\n`,
  );
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return `${lines.join('')}${paint('bad', 'error:')} ${count} in the lab file\n`;
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
