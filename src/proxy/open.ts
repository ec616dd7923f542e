// Runs proxies. Their listening sockets are opened in the network namespace of their machine, and so are those of the
// connections that they make: it is all the same in which process they run.

import type { Server, Socket } from 'node:net';
import { LabError } from '../errors.ts';
import type { Netns } from '../linux/netns.ts';
import { endText } from '../linux/packet.ts';
import { openListening } from '../linux/socket.ts';
import { connectServer } from './connect.ts';
import { httpServer } from './http.ts';
import type { Proxy } from './proxy.ts';
import { socksServer } from './socks.ts';
import { tcpServer } from './tcp.ts';

const backlog = 4096;

/** Starts them all; whoever disposes of the result ends them, and every connection that they took. */
export const openProxies = async (
  netns: ReadonlyMap<string, Netns>,
  proxies: readonly Proxy[],
): Promise<AsyncDisposable> => {
  await using opened = new AsyncDisposableStack();
  for (const proxy of proxies) {
    const where = netns.get(proxy.machine);
    if (where === undefined) throw new LabError(`no proxy can run on ${proxy.machine}: no such machine`);
    opened.use(open(where, proxy));
  }
  return opened.move();
};

const open = (netns: Netns, proxy: Proxy): AsyncDisposable => {
  const server = serverOf(netns, proxy);
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.listen({ fd: listening(netns, proxy) }, backlog);
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of connections) socket.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
};

const serverOf = (netns: Netns, proxy: Proxy): Server => {
  switch (proxy.kind) {
    case 'tcp':
      return tcpServer(netns, proxy);
    case 'http':
      return httpServer(netns, proxy);
    case 'connect':
      return connectServer(netns, proxy);
    case 'socks5':
      return socksServer(netns, proxy);
  }
};

const listening = (netns: Netns, { machine, listen }: Proxy): number => {
  try {
    return openListening(netns, listen);
  } catch (error) {
    throw new LabError(`the proxy of ${machine} cannot listen on ${endText(listen.address, listen.port)}`, {
      cause: error,
      hint: `the machine must own ${listen.address}, and nothing else there may use the port`,
    });
  }
};
