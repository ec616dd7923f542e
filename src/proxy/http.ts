// L7: the Host header says which Service is meant, so one address and port do for any number of them. What is not
// HTTP, or names a host that nobody knows, goes nowhere.

import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import type { Netns } from '../linux/netns.ts';
import { dial, inTurn } from './dial.ts';
import type { HttpProxy } from './proxy.ts';

export const httpServer = (netns: Netns, { routes, forwardedFor }: HttpProxy): Server => {
  const targets = new Map(routes.map(({ hostname, to }) => [hostname, inTurn(to)]));
  // A connection a request: what the lab's network does to connections should be seen by every request.
  const agent = Object.assign(new Agent({ keepAlive: false }), {
    createConnection: ({ host = '', port }: { readonly host?: string; readonly port?: unknown }) =>
      dial(netns, { address: host, port: Number(port) }),
  });
  const proxy = createProxyServer({ agent });
  proxy.on('error', (_error, _request, response) => {
    if (response !== undefined && 'headersSent' in response) say(response, 502, 'nobody answers behind this proxy');
    else response?.destroy();
  });
  return createServer((request, response) => {
    const next = targets.get(hostnameOf(request));
    if (next === undefined) return say(response, 404, 'no Service has this hostname');
    const target = next();
    if (target === null) return say(response, 503, 'nobody serves this hostname');
    const headers = told(request, forwardedFor);
    void proxy.web(request, response, { target: { host: target.address, port: target.port }, headers });
  });
};

const hostnameOf = ({ headers: { host = '' } }: IncomingMessage): string => host.toLowerCase().replace(/:\d*$/, '');

const told = ({ headers, socket }: IncomingMessage, how: HttpProxy['forwardedFor']): Record<string, string> => {
  const client = socket.remoteAddress ?? '';
  const before = headers['x-forwarded-for'];
  if (how === 'none') return {};
  return { 'x-forwarded-for': how === 'append' && before !== undefined ? `${String(before)}, ${client}` : client };
};

const say = (response: ServerResponse, status: number, sentence: string): void => {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${sentence}\n`);
};
