// What a responder does with those who come: finds out who the client is said to be, and what is spoken.

import type { Socket } from 'node:net';
import { endText } from '../linux/packet.ts';
import type { Endpoint } from '../linux/socket.ts';
import { answerBytesOf, finText, parseRequest, replyText } from './greeting.ts';
import type { TakeOver } from './http-responder.ts';
import type { Listener } from './listener.ts';
import { readProxyHeader } from './proxy-header.ts';

const idleMs = 10_000;
/** A request with its padding may be this long; of it only the beginning is kept. */
const longestRequest = 4 * 1024 * 1024;
const keptLength = 256;

export const serveTcp = (socket: Socket, listener: Listener): void => {
  let head = Buffer.alloc(0);
  let length = 0;
  let nonce: string | null = null;
  let client: string | undefined;
  socket.setTimeout(idleMs, () => socket.destroy());
  const onEnd = (): void => void socket.end(nonce === null ? '' : finText(nonce));
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > longestRequest) socket.destroy();
    // Whoever keeps the connection may ask again; whoever was told goodbye has nothing more to say.
    if (socket.writableEnded) return;
    const full = head.length >= keptLength;
    if (!full) head = Buffer.concat([head, chunk]);
    const headed = readProxyHeader(head);
    if (headed === null || !(full ? chunk : headed.rest).includes('\n')) return;
    const text = headed.rest.toString('latin1', 0, keptLength);
    const from = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    client ??= headed.client ?? undefined;
    if (isHttp(text)) {
      socket.off('data', onData).off('end', onEnd);
      return takeOver(socket, headed.rest, (told) =>
        answerTo(told.nonce, { listener, from, forwardedFor: told.forwardedFor ?? client }),
      );
    }
    nonce = parseRequest(text);
    const answer = answerTo(nonce, { listener, from, forwardedFor: client, bytes: answerBytesOf(text) });
    if (nonce === null) socket.end(answer);
    else socket.write(answer);
    [head, length] = [Buffer.alloc(0), 0];
  };
  socket.on('data', onData);
  socket.on('end', onEnd);
};

/** Node's HTTP, too, is loaded when the first client speaks it. */
export const loadHttp = () => import('./http-responder.ts');

let http: Promise<TakeOver> | undefined;

const takeOver: TakeOver = (socket, first, answer) => {
  socket.pause();
  http ??= loadHttp().then(({ createHttpResponder }) => createHttpResponder());
  http.then(
    (take) => take(socket, first, answer),
    () => socket.destroy(),
  );
};

/** Of a datagram only the beginning is looked at. */
export const answerDatagram = (message: Buffer, asked: Asked): string =>
  answerTo(parseRequest(message.toString('latin1', 0, keptLength)), asked);

export type Asked = {
  readonly listener: Listener;
  readonly from: Endpoint;
  /** The client, as a proxy says it. */
  readonly forwardedFor?: string | undefined;
  /** How long the answer is to be, at least. */
  readonly bytes?: number;
};

/** For a probe a line of JSON; for anybody else a sentence. */
export const answerTo = (nonce: string | null, { listener, from, forwardedFor, bytes }: Asked): string => {
  const { machine, address, port } = listener;
  if (nonce !== null) {
    const told = forwardedFor === undefined ? {} : { forwardedFor };
    return replyText(
      {
        ...{ nonce, responder: machine, port },
        ...{ sourceAddress: from.address, sourcePort: from.port, ...told },
      },
      bytes,
    );
  }
  const client = forwardedFor === undefined ? '' : `, for ${forwardedFor}`;
  return `${machine} (${endText(address, port)}) was asked by ${endText(from.address, from.port)}${client}\n`;
};

const isHttp = (text: string): boolean => /^[A-Z]{3,7} \S+ HTTP\/1\./.test(text);
