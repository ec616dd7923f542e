// A forward proxy that speaks HTTP and knows one word of it, CONNECT (RFC 9110, 9.3.6): the client names an address and
// a port, and when the answer is 200 its bytes go there.

import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Netns } from '../linux/netns.ts';
import { parseAddress } from '../spec/address.ts';
import { onwards } from './onwards.ts';
import type { Endpoint, ForwardProxy } from './proxy.ts';
import { hangUp, join } from './tcp.ts';

export const connectServer = (netns: Netns, proxy: ForwardProxy): Server => {
  const server = createServer((_request, response) => {
    response.writeHead(405, { allow: 'CONNECT', connection: 'close' });
    response.end();
  });
  server.on('connect', ({ url = '' }, client, head) => {
    client.on('error', () => client.destroy());
    const to = targetOf(url);
    if (to === null) return say(client, 400);
    void onwards(netns, proxy, { client, to }).then((found) => {
      if ('refused' in found) return say(client, found.refused === 'denied' ? 403 : 502);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) client.unshift(head);
      join(client, found.upstream);
    });
  });
  return server;
};

/** `10.128.1.1:8080` or `[fd00::1]:8080`; null for a name, as nobody here knows any, and for what is neither. */
const targetOf = (authority: string): Endpoint | null => {
  const [, bracketed, bare = bracketed, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(authority) ?? [];
  const address = bare === undefined ? null : parseAddress(bare);
  const number = Number(port);
  return address === null || number < 1 || number > 65_535 ? null : { address, port: number };
};

const say = (client: Duplex, status: number): void => {
  client.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  hangUp(client);
};
