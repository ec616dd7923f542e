// L4: two connections made one. A client that was taken in before the proxy knows whether anybody is behind it gets
// nothing when there is not: that is what a proxy at this layer can say.

import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Netns } from '../linux/netns.ts';
import { dial, inTurn } from './dial.ts';
import { proxyHeader } from './proxy-header.ts';
import type { Endpoint, TcpProxy } from './proxy.ts';

export const tcpServer = (netns: Netns, { to, proxyProtocol }: TcpProxy): Server => {
  const next = inTurn(to);
  return createServer({ allowHalfOpen: true }, (client) => {
    const target = next();
    if (target === null) return hangUp(client);
    const upstream = dial(netns, target);
    if (proxyProtocol !== null) upstream.write(proxyHeader(proxyProtocol, farEnd(client), nearEnd(client)));
    join(client, upstream);
  });
};

/** Each end hears what the other one says, and that it has finished; when one breaks, so does the other. */
export const join = (client: Duplex, upstream: Socket): void => {
  client.pipe(upstream);
  upstream.pipe(client);
  // What broke is said to nobody but by hanging up.
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => hangUp(client));
};

/** Whatever still comes is taken and thrown away: left unread, it would turn the end into a reset. */
export const hangUp = (client: Duplex): void => {
  client.on('error', () => client.destroy());
  client.resume();
  client.end();
};

const farEnd = ({ remoteAddress = '', remotePort = 0 }: Socket): Endpoint => ({
  address: remoteAddress,
  port: remotePort,
});

const nearEnd = ({ localAddress = '', localPort = 0 }: Socket): Endpoint => ({
  address: localAddress,
  port: localPort,
});
