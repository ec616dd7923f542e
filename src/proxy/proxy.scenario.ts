// Proxies between two machines on one cable, for proxy.live.test.ts.
//
//   client 10.9.0.1 ---- proxy 10.9.0.2 and 10.9.1.2 ---- server 10.9.1.1, which says what it was told

import { execFileSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { findTool } from '../linux/host-tools.ts';
import { createNetns, type Netns } from '../linux/netns.ts';
import { openListening } from '../linux/socket.ts';
import { dial } from './dial.ts';
import { openProxies } from './open.ts';
import type { HttpProxy, Proxy, TcpProxy } from './proxy.ts';

const listen = { address: '10.9.0.2', port: 80 };
const server = { address: '10.9.1.1', port: 8080 };
const nobody = { address: '10.77.0.1', port: 80 };

const lines = {
  client: [
    'link set lo up',
    'link add eth0 type veth peer name eth0 netns proxy',
    'link set eth0 up',
    'address add 10.9.0.1/24 dev eth0',
  ],
  proxy: [
    'link set lo up',
    'link set eth0 up',
    'address add 10.9.0.2/24 dev eth0',
    'link add eth1 type veth peer name eth0 netns server',
    'link set eth1 up',
    'address add 10.9.1.2/24 dev eth1',
  ],
  server: ['link set lo up', 'link set eth0 up', 'address add 10.9.1.1/24 dev eth0'],
} as const;

const build = (): ReadonlyMap<string, Netns> => {
  const netns = new Map(Object.keys(lines).map((name) => [name, createNetns(name)]));
  for (const [name, own] of Object.entries(lines))
    execFileSync(findTool('ip'), ['-n', name, '-batch', '-'], { input: own.join('\n') });
  return netns;
};

const get = (netns: ReadonlyMap<string, Netns>, name: string): Netns => {
  const found = netns.get(name);
  if (found === undefined) throw new Error(`no ${name} here`);
  return found;
};

/** What a client's bytes become on the other side: those that arrive, and from whom they seem to be. */
export const relayed = async (how: Partial<TcpProxy>): Promise<Readonly<Record<string, string>>> => {
  const netns = build();
  const heard = Promise.withResolvers<string>();
  const from = Promise.withResolvers<string>();
  const far = createTcpServer({ allowHalfOpen: true }, (socket: Socket) => {
    from.resolve(socket.remoteAddress ?? '');
    buffer(socket).then((all) => {
      heard.resolve(all.toString('latin1'));
      socket.end('heard\n');
    }, heard.reject);
  });
  far.listen({ fd: openListening(get(netns, 'server'), server) });
  const proxy: Proxy = { machine: 'proxy', listen, kind: 'tcp', to: [server], proxyProtocol: null, ...how };
  await openProxies(netns, [proxy]);
  const socket = dial(get(netns, 'client'), listen);
  const port = String(socket.localPort);
  socket.end('hello\n');
  const answer = await text(socket);
  return answer === '' ? { answer } : { answer, heard: await heard.promise, from: await from.promise, port };
};

/** A client that finishes at once still gets the whole answer, however long. */
export const longAnswer = async (): Promise<number> => {
  const netns = build();
  const far = createTcpServer({ allowHalfOpen: true }, (socket: Socket) => {
    socket.on('end', () => socket.end(Buffer.alloc(3_000_000)));
    socket.resume();
  });
  far.listen({ fd: openListening(get(netns, 'server'), server) });
  await openProxies(netns, [{ machine: 'proxy', listen, kind: 'tcp', to: [server], proxyProtocol: null }]);
  const socket = dial(get(netns, 'client'), listen);
  socket.end('hello\n');
  return (await buffer(socket)).length;
};

type Asked = { readonly host: string; readonly forwardedFor?: string };

/** What the far end says that it was told, or the status of who else answered. */
export const asked = async (
  all: readonly Asked[],
  forwardedFor: HttpProxy['forwardedFor'] = 'replace',
): Promise<readonly string[]> => {
  const netns = build();
  const far = createServer(({ headers, socket, url }, response) => {
    const { host, 'x-forwarded-for': told = 'nobody' } = headers;
    response.end(`${host} ${url} from ${socket.remoteAddress} for ${String(told)}`);
  });
  far.listen({ fd: openListening(get(netns, 'server'), server) });
  const routes = [
    { hostname: 'web.test', to: [server] },
    { hostname: 'lost.test', to: [nobody] },
    { hostname: 'empty.test', to: [] },
  ];
  await openProxies(netns, [{ machine: 'proxy', listen, kind: 'http', routes, forwardedFor }]);
  return await Promise.all(all.map((one) => ask(get(netns, 'client'), one)));
};

const ask = async (client: Netns, { host, forwardedFor }: Asked): Promise<string> => {
  const headers = { host, ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }) };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ createConnection: () => dial(client, listen), path: '/a?b', headers }, (response) => {
    text(response).then((body) => resolve(response.statusCode === 200 ? body : String(response.statusCode)), reject);
  })
    .on('error', reject)
    .end();
  return await promise;
};

/** Everything is let go of: the port is free again, and the client is hung up on. */
export const reopened = async (): Promise<string> => {
  const netns = build();
  const proxy: Proxy = { machine: 'proxy', listen, kind: 'tcp', to: [server], proxyProtocol: null };
  const first = await openProxies(netns, [proxy]);
  const far = createTcpServer();
  far.listen({ fd: openListening(get(netns, 'server'), server) });
  const socket = dial(get(netns, 'client'), listen);
  socket.write('hello\n');
  await new Promise((resolve) => far.once('connection', resolve));
  const gone = new Promise<void>((resolve) => socket.on('error', () => undefined).on('close', () => resolve()));
  await first[Symbol.asyncDispose]();
  await gone;
  await openProxies(netns, [proxy]);
  return 'open again';
};
