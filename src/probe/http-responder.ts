// What a responder says to whoever speaks HTTP. Parsing is Node's.

import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { nonceIn } from './greeting.ts';

export type Told = {
  /** Null for a request that is no probe's. */
  readonly nonce: string | null;
  /** X-Forwarded-For, as it came. */
  readonly forwardedFor: string | undefined;
};

/** Takes over a connection whose first bytes were looked at and found to be HTTP. */
export type TakeOver = (socket: Socket, first: Buffer, answer: (told: Told) => string) => void;

/** One for any number of listeners; listens nowhere itself. */
export const createHttpResponder = (): TakeOver => {
  const answers = new WeakMap<Socket, (told: Told) => string>();
  const server = createServer(({ url = '', headers, socket }, response) => {
    const nonce = nonceIn(url);
    const header = headers['x-forwarded-for'];
    const forwardedFor = header === undefined ? undefined : String(header);
    const type = nonce === null ? 'text/plain; charset=utf-8' : 'application/json';
    const body = answers.get(socket)?.({ nonce, forwardedFor }) ?? '';
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), connection: 'close' });
    response.end(body);
  });
  return (socket, first, answer) => {
    answers.set(socket, answer);
    socket.pause();
    socket.unshift(first);
    server.emit('connection', socket);
    socket.resume();
  };
};
