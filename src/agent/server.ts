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
    const request: Request = JSON.parse(line);
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

const handle = async (
  holder: LabHolder,
  { method, params }: Request,
  onProgress: (progress: Progress) => void,
): Promise<unknown> => {
  const action = holder.actions[method];
  if (action === undefined)
    throw new UsageError(`the agent does not know ${method}`, {
      hint: 'it was started by another version: ./causeway down --all',
    });
  return action(params, onProgress);
};
