// The agent's end of a connection: reads requests, calls the holder, answers. Requests run side by side.

import type { Socket } from 'node:net';
import { UsageError } from '../errors.ts';
import type { Progress } from '../plan/progress.ts';
import type { LabHolder } from './holder.ts';
import { readLines, type Request, sendable } from './lines.ts';

type Sent = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly error: ReturnType<typeof sendable> }
  | { readonly progress: Progress }
);

export const serve = (socket: Socket, holder: LabHolder): void => {
  const send = (answer: Sent): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
  };
  socket.on('error', () => undefined);
  readLines(socket, (line) => {
    const request = requestIn(line);
    // Nobody of ours talks like that: nothing it says can be answered.
    if (request === null) return void socket.destroy();
    const { id } = request;
    const onProgress = (progress: Progress): void => send({ id, progress });
    handle(holder, request, onProgress).then(
      (result) => {
        send({ id, result });
        // The answer must be out before the process that gives it is gone.
        if (request.method === 'down') socket.end(holder.end);
      },
      (error: unknown) => send({ id, error: sendable(error) }),
    );
  });
};

/** Null for a line that is no request. */
const requestIn = (line: string): Request | null => {
  try {
    const request: Request | null = JSON.parse(line);
    return typeof request === 'object' && request !== null && typeof request.method === 'string' ? request : null;
  } catch {
    return null;
  }
};

const handle = async (
  holder: LabHolder,
  { method, params }: Request,
  onProgress: (progress: Progress) => void,
): Promise<unknown> => {
  const action = Object.hasOwn(holder.actions, method) ? holder.actions[method] : undefined;
  if (action === undefined)
    throw new UsageError(`the agent does not know ${method}`, {
      hint: 'it was started by another version: ./causeway down --all',
    });
  return action(params, onProgress);
};
