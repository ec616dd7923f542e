// The only place that writes to stdout and stderr.

import { styleText } from 'node:util';
import { jsonDocument } from '../report/json.ts';
import { plain, type Look, type Paint } from '../report/paint.ts';
import { wrapped } from '../report/wrap.ts';

/** What a verb ends with: 0 done or conforms, 1 does not conform, 2 usage, 3 could not look; `exec` passes its own. */
export type ExitCode = number;

export type Terminal = {
  readonly json: boolean;
  /** The answer: one JSON document, or the text, wrapped at the terminal's width. Called once, at the end. */
  readonly answer: (document: unknown, text: () => string) => void;
  /** Raw text of the answer that is not wrapped: a script, a TAP stream. */
  readonly print: (text: string) => void;
  /** Said by the way, on stderr. */
  readonly note: (text: string) => void;
  /** Room for a line of what is said by the way; null where no terminal limits it. */
  readonly columns: number | null;
  /** For what goes to stdout. */
  readonly paint: Paint;
  /** For what goes to stderr. */
  readonly paintNote: Paint;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
};

const formats = { good: 'green', bad: 'red', doubt: 'yellow', faint: 'dim', strong: 'bold' } as const satisfies Record<
  Look,
  string
>;

const painter = ({ isTTY }: NodeJS.WriteStream): Paint => {
  const { NO_COLOR = '', TERM } = process.env;
  if (!isTTY || NO_COLOR !== '' || TERM === 'dumb') return plain;
  return (look, text) => styleText(formats[look], text, { validateStream: false });
};

/** Broken between words where somebody reads it; as it is where a program does. */
const fitting = ({ isTTY, columns }: NodeJS.WriteStream, text: string): string =>
  isTTY && columns > 0 ? wrapped(text, columns) : text;

export const openTerminal = ({ json, signal }: Pick<Terminal, 'json' | 'signal'>): Terminal => {
  // A reader that went away, as `| head` does, is no failure of ours.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  const print = (text: string): void => void process.stdout.write(text);
  return {
    json,
    answer: (document, text) => print(json ? jsonDocument(document) : fitting(process.stdout, text())),
    print,
    note: (text) => void process.stderr.write(fitting(process.stderr, text)),
    columns: process.stderr.isTTY && process.stderr.columns > 0 ? process.stderr.columns : null,
    paint: painter(process.stdout),
    paintNote: painter(process.stderr),
    signal,
  };
};
