// What listens on the machines of a lab and says who was reached. It answers probes as greeting.ts says, and anybody
// else, `curl` for one, with a sentence.

import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { createServer, type Server, Socket } from 'node:net';
import { LabError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import { endText } from '../linux/packet.ts';
import { acceptWaiting } from '../linux/accept.ts';
import { openListening, openReceiving } from '../linux/socket.ts';
import { familyOf } from '../spec/address.ts';
import type { Listener } from './listener.ts';

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

/** What is said to whoever comes is loaded when somebody does: it takes longer than to listen everywhere. */
export const loadAnswers = () => import('./answers.ts');

const listenTcp = (netns: Netns, listener: Listener): AsyncDisposable => {
  const fd = opening(listener, 'TCP', () => openListening(netns, listener));
  const connections = new Set<Socket>();
  const serve = (socket: Socket): void => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    // A prober that gives up resets the connection: its business, not ours.
    socket.on('error', () => socket.destroy());
    loadAnswers()
      .then(({ serveTcp }) => serveTcp(socket, listener))
      .catch(() => socket.destroy());
  };
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    serve(socket);
    // libuv takes one connection a turn of the event loop: of many that come at once the last would wait for too long.
    for (const waiting of acceptWaiting(fd))
      serve(new Socket({ fd: waiting, allowHalfOpen: true, readable: true, writable: true }));
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
  socket.on('message', (message, from) => {
    const { address, port } = from;
    loadAnswers()
      .then(({ answerDatagram }) => socket.send(answerDatagram(message, { listener, from }), port, address, () => {}))
      // An answer that cannot be sent (no route back, or the lab is gone) is what the prober is to find out.
      .catch(() => {});
  });
  socket.bind({ fd });
  return { [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose]() };
};

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
