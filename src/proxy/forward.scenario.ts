// Forward proxies between two machines, for forward.live.test.ts. The clients are others' own: Node's for CONNECT, and
// that of the package `socks`.
//
//   client 10.9.0.1 ---- proxy 10.9.0.2 and 10.9.1.2 ---- server 10.9.1.1, which says who it thinks is calling
//          fd09::1             fd09::2     fd09:1::2             fd09:1::1

import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SocksClient, type SocksClientOptions } from 'socks';
import { findTool } from '../linux/host-tools.ts';
import { createNetns, type Netns } from '../linux/netns.ts';
import { openListening } from '../linux/socket.ts';
import { dial } from './dial.ts';
import { openProxies } from './open.ts';
import type { Endpoint, ForwardProxy } from './proxy.ts';

const lines = {
  client: [
    'link set lo up',
    'link add eth0 type veth peer name eth0 netns proxy',
    'link set eth0 up',
    'address add 10.9.0.1/24 dev eth0',
    'address add fd09::1/64 dev eth0 nodad',
  ],
  proxy: [
    'link set lo up',
    'link set eth0 up',
    'address add 10.9.0.2/24 dev eth0',
    'address add fd09::2/64 dev eth0 nodad',
    'link add eth1 type veth peer name eth0 netns server',
    'link set eth1 up',
    'address add 10.9.1.2/24 dev eth1',
    'address add fd09:1::2/64 dev eth1 nodad',
    'route add unreachable 10.9.2.0/24',
  ],
  server: [
    'link set lo up',
    'link set eth0 up',
    'address add 10.9.1.1/24 dev eth0',
    'address add 10.9.1.66/32 dev eth0',
    'address add fd09:1::1/64 dev eth0 nodad',
  ],
} as const;

const port = 3128;
const servers = ['10.9.1.1', '10.9.1.66', 'fd09:1::1'];

/** Everybody may go to 10.9.0.0/16 and fd09:1::/64, but not to 10.9.1.66. */
const build = async (kind: ForwardProxy['kind']): Promise<Netns> => {
  const netns = new Map(Object.keys(lines).map((name) => [name, createNetns(name)]));
  for (const [name, own] of Object.entries(lines))
    execFileSync(findTool('ip'), ['-n', name, '-batch', '-'], { input: own.join('\n') });
  const [client, server] = [netns.get('client'), netns.get('server')];
  if (client === undefined || server === undefined) throw new Error('no client, or no server');
  const far = (socket: Socket): void => {
    text(socket).then(
      (said) => socket.end(`${said} from ${socket.remoteAddress}`),
      () => socket.destroy(),
    );
  };
  for (const address of servers)
    createServer({ allowHalfOpen: true }, far).listen({
      fd: await opened(() => openListening(server, { address, port: 80 })),
    });
  const where = { kind, allow: ['10.9.0.0/16', 'fd09:1::/64'], deny: ['10.9.1.66/32'] };
  for (const address of ['10.9.0.2', 'fd09::2'])
    await opened(() => openProxies(netns, [{ machine: 'proxy', listen: { address, port }, ...where }]));
  return client;
};

/** A fresh IPv6 address can be bound to when the kernel has acted on its link. */
const opened = async <Result>(open: () => Result | Promise<Result>): Promise<Result> => {
  const deadline = performance.now() + 5000;
  for (;;)
    try {
      return await open();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
};

/** Says hello, and that this is all; returns what the far end made of it. */
const talk = async (socket: Socket): Promise<string> => {
  socket.end('hello');
  return await text(socket);
};

/** `proxy` is where it is asked for each of the targets; an answer is the far end's, or the proxy's own. */
export const connected = async (proxy: string, targets: readonly string[]): Promise<readonly string[]> => {
  const client = await build('connect');
  return await Promise.all(targets.map((path) => connectTo(client, proxy, path)));
};

const connectTo = async (client: Netns, address: string, path: string): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ createConnection: () => dial(client, { address, port }), method: 'CONNECT', path })
    .on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200 && 'remoteAddress' in socket) talk(socket).then(resolve, reject);
      else resolve(String(statusCode));
    })
    .on('error', reject)
    .end();
  return await promise;
};

/** What a proxy says to somebody who wants anything else of it. */
export const got = async (): Promise<string> => {
  const client = await build('connect');
  const socket = dial(client, { address: '10.9.0.2', port });
  socket.end('GET http://10.9.1.1/ HTTP/1.1\r\nHost: 10.9.1.1\r\n\r\n');
  return (await text(socket)).split('\r\n')[0] ?? '';
};

type Wanted = Endpoint & { readonly command?: SocksClientOptions['command'] };

export const socksed = async (proxy: string, targets: readonly Wanted[]): Promise<readonly string[]> => {
  const client = await build('socks5');
  return await Promise.all(targets.map((target) => socksTo(client, proxy, target)));
};

const socksTo = async (client: Netns, proxy: string, { command = 'connect', address: host, port: to }: Wanted) => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socks = new SocksClient({ proxy: { host: proxy, port, type: 5 }, command, destination: { host, port: to } });
  socks.on('established', ({ socket }) => {
    talk(socket).then(resolve, String);
  });
  socks.on('error', ({ message }) => resolve(message.replace(/^.* - /, '')));
  socks.connect(dial(client, { address: proxy, port }));
  return await promise;
};

/** The proxy's bytes, in hex, to a client that writes these, one at a time, and then has said all. */
export const bytesFor = async (hex: string): Promise<string> => {
  const client = await build('socks5');
  const socket = dial(client, { address: '10.9.0.2', port });
  socket.setNoDelay(true);
  for (const byte of Buffer.from(hex, 'hex')) {
    const written = Promise.withResolvers<void>();
    socket.write(Buffer.from([byte]), () => written.resolve());
    await written.promise;
  }
  socket.end();
  const all: Buffer[] = [];
  for await (const chunk of socket) all.push(chunk);
  return Buffer.concat(all).toString('hex');
};
