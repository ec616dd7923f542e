/**
 * The whole catalogue of expected failures. Anything thrown that is not one of these is a bug and keeps its stack.
 * `hint` says what the reader can do next; `exitCode` is what the command line ends with.
 */
export class LabError extends Error {
  override readonly name: string = 'LabError';
  readonly hint: string | undefined;
  /** 2 bad lab file or usage, 3 could not look. */
  readonly exitCode: 2 | 3 = 3;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** The command line was used wrongly: an unknown verb, machine, flag or value. */
export class UsageError extends LabError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}

/** One thing wrong in a lab file. `line` and `column` count from 1, as editors do. */
export type SpecProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
};

/** `whole`: all of the file was looked at, so there are no more problems than were found. */
type SpecSource = { readonly text: string; readonly whole: boolean };

/** A lab file that cannot be a lab; carries every problem found, in file order. */
export class SpecError extends LabError {
  override readonly name = 'SpecError';
  override readonly exitCode = 2;
  readonly problems: readonly SpecProblem[];
  readonly source: SpecSource;

  constructor(problems: readonly SpecProblem[], source: SpecSource) {
    super(
      problems
        .map(({ file, line, column, message, hint }) => `${file}:${line}:${column}: ${message}\n  hint: ${hint}`)
        .join('\n'),
    );
    this.problems = problems;
    this.source = source;
  }
}

/** This host lacks something that the lab needs. */
export class HostError extends LabError {
  override readonly name = 'HostError';
}

/** A step of a plan was refused by the kernel or by a tool. */
export class StepError extends LabError {
  override readonly name = 'StepError';
}
