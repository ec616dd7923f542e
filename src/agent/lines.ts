// One JSON document a line, both ways: requests have an id and a method, answers the id and a result or an error.

import type { Socket } from 'node:net';
import { LabError, SpecError, HostError, StepError, UsageError } from '../errors.ts';
import type { Progress } from '../plan/progress.ts';
import type { Method } from './protocol.ts';

// Both ends are of one version, so what comes with a method is what the method takes, and what comes back is what it
// gives: `never` fits wherever it is handed on, and nobody can look into it on the way.
export type Request = { readonly id: number; readonly method: Method; readonly params: never };

export type Answer =
  | { readonly id: number; readonly result: never }
  | { readonly id: number; readonly error: SentError }
  | { readonly id: number; readonly progress: Progress };

type SentError = {
  readonly kind: string;
  readonly message: string;
  readonly hint: string | null;
  readonly stack: string | null;
};

/** Calls `onLine` with each whole line, however the stream was cut into pieces. */
export const readLines = (socket: Socket, onLine: (line: string) => void): void => {
  let parts: string[] = [];
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = chunk.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      onLine(parts.length === 0 ? line : parts.join('') + line);
      parts = [];
    }
    if (rest !== '') parts.push(rest);
  });
};

/** Expected failures cross the socket as themselves; a bug takes its stack along. */
export const sendable = (error: unknown): SentError => {
  if (error instanceof LabError)
    return { kind: error.name, message: error.message, hint: error.hint ?? null, stack: null };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: name, message, hint: null, stack: stack ?? null };
};

const kinds = { LabError, HostError, StepError, UsageError } as const;

const isKind = (kind: string): kind is keyof typeof kinds => Object.hasOwn(kinds, kind);

/** The other end of `sendable`. */
export const received = ({ kind, message, hint, stack }: SentError): Error => {
  if (isKind(kind)) return new kinds[kind](message, hint === null ? {} : { hint });
  if (kind === 'SpecError') return new SpecError([], { text: '', whole: false });
  const bug = new Error(`the agent broke: ${message}`);
  if (stack !== null) bug.stack = `${bug.message}\n${stack}`;
  return bug;
};
