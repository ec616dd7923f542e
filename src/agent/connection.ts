// Questions and answers over one socket.

import type { Socket } from 'node:net';
import type { LabError } from '../errors.ts';
import type { Progress } from '../plan/progress.ts';
import { type Answer, readLines, received } from './lines.ts';
import type { Method, Requests } from './protocol.ts';

export type Ask = <M extends Method>(
  method: M,
  params: Requests[M]['params'],
  onProgress?: (progress: Progress) => void,
) => Promise<Requests[M]['result']>;

export type Hooks = {
  /** Why the other end is gone, when it goes while somebody waits for an answer. */
  readonly goneBecause: () => LabError;
};

type Waiting = {
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
};

/** Asks over the socket; answers may come in any order. When the socket closes, everything still asked is rejected. */
export const converse = (
  socket: Socket,
  { goneBecause }: Hooks,
): { readonly ask: Ask; readonly closed: Promise<void> } => {
  const waiting = new Map<number, Waiting>();
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
  let lastId = 0;

  const settle = (answer: Answer): void => {
    const asked = waiting.get(answer.id);
    if ('progress' in answer) return asked?.onProgress?.(answer.progress);
    waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(received(answer.error));
    else asked?.resolve(answer.result);
  };

  readLines(socket, (line) => settle(JSON.parse(line)));
  // An error is followed by close, and close says all there is to say.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(goneBecause());
    waiting.clear();
    onClosed();
  });

  const ask: Ask = (method, params, onProgress) => {
    if (socket.destroyed) return Promise.reject(goneBecause());
    lastId += 1;
    const id = lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Requests[typeof method]['result']>();
    waiting.set(id, { onProgress, resolve, reject });
    socket.write(`${JSON.stringify({ id, method, params })}\n`);
    return promise;
  };
  return { ask, closed };
};
