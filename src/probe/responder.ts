// What listens on the machines of a lab and says who was reached. It answers probes as greeting.ts says, and anybody
// else, `curl` for one, with a sentence.

import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { LabError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import { endText } from '../linux/packet.ts';
import { type Endpoint, openListening, openReceiving } from '../linux/socket.ts';
import { familyOf } from '../spec/address.ts';
import { finText, parseRequest, replyText } from './greeting.ts';
import type { Listener } from './listener.ts';

const idleMs = 10_000;
/** A request with its padding may be this long; of it only the beginning is kept. */
const longestRequest = 4 * 1024 * 1024;
const keptLength = 256;
const backlog = 4096;

/** Listens everywhere at once; whoever disposes of the result ends it, and every connection with it. */
export const openListeners = async (
  netns: ReadonlyMap<string, Netns>,
  listeners: readonly Listener[],
): Promise<AsyncDisposable> => {
  await using opened = new AsyncDisposableStack();
  for (const listener of listeners) {
    const where = netns.get(listener.machine);
    if (where === undefined) throw new LabError(`nothing can listen on ${listener.machine}: no such machine`);
    for (const transport of listener.transports) {
      opened.use(transport === 'tcp' ? listenTcp(where, listener) : listenUdp(where, listener));
    }
  }
  return opened.move();
};

const listenTcp = (netns: Netns, listener: Listener): AsyncDisposable => {
  const fd = opening(listener, 'TCP', () => openListening(netns, listener));
  const connections = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serve(socket, listener);
  });
  server.listen({ fd }, backlog);
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of connections) socket.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
};

const listenUdp = (netns: Netns, listener: Listener): AsyncDisposable => {
  const fd = opening(listener, 'UDP', () => openReceiving(netns, listener));
  const socket: Datagrams = createSocket({ type: familyOf(listener.address) === 4 ? 'udp4' : 'udp6' });
  socket.on('message', (message, { address, port }) => {
    const answer = answerTo(message.toString('latin1', 0, keptLength), listener, { address, port });
    // An answer that cannot be sent (no route back) is what the prober is to find out.
    socket.send(answer.text, port, address, () => {});
  });
  socket.bind({ fd });
  return { [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose]() };
};

const serve = (socket: Socket, listener: Listener): void => {
  const from = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  let text = '';
  let length = 0;
  let nonce: string | null = null;
  let answered = false;
  socket.setTimeout(idleMs, () => socket.destroy());
  // A prober that gives up resets the connection: its business, not ours.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    length += chunk.length;
    if (length > longestRequest) socket.destroy();
    if (text.length < keptLength) text += chunk.toString('latin1');
    if (answered || !chunk.includes('\n')) return;
    answered = true;
    const answer = answerTo(text, listener, from);
    nonce = answer.nonce;
    if (nonce === null) socket.end(isHttp(text) ? httpText(answer.text, text) : answer.text);
    else socket.write(answer.text);
  });
  socket.on('end', () => socket.end(nonce === null ? '' : finText(nonce)));
};

const answerTo = (text: string, { machine, address, port }: Listener, from: Endpoint) => {
  const nonce = parseRequest(text);
  if (nonce === null) {
    return { nonce, text: `${machine} (${endText(address, port)}) was asked by ${endText(from.address, from.port)}\n` };
  }
  return {
    nonce,
    text: replyText({ nonce, responder: machine, port, sourceAddress: from.address, sourcePort: from.port }),
  };
};

const isHttp = (text: string): boolean => /^[A-Z]{3,7} \S+ HTTP\/1\./.test(text);

const httpText = (sentence: string, request: string): string =>
  [
    'HTTP/1.1 200 OK',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${sentence.length}`,
    'Connection: close',
    '',
    request.startsWith('HEAD ') ? '' : sentence,
  ].join('\r\n');

const opening = (listener: Listener, transport: string, open: () => number): number => {
  try {
    return open();
  } catch (error) {
    const where = endText(listener.address, listener.port);
    throw new LabError(`${listener.machine} cannot listen on ${where} (${transport})`, {
      cause: error,
      hint: `the machine must own ${listener.address}, and nothing else there may use the port`,
    });
  }
};
