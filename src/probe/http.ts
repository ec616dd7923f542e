// An HTTP probe: a request with a Host header, over a connection that is made as any TCP probe's. Whoever passes it on
// to an endpoint is met here too: a proxy that knows no such host says so, and so does one that gets no answer.

import { request } from 'node:http';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { isEstablished } from '../linux/tcp-state.ts';
import { type Finding, newNonce, type Sent, type Settle } from './attempt.ts';
import { failure } from './failure.ts';
import type { Flow, HttpRequest } from './flow.ts';
import { judgeReply, pathOf } from './greeting.ts';
import type { Outcome } from './observation.ts';

/** Hands a connecting socket to Node's HTTP client and asks. */
export const converseHttp = (fd: number, flow: Flow, settle: Settle): Required<Omit<Sent, 'begun'>> => {
  const socket = new Socket({ fd, readable: true, writable: true });
  const nonce = newNonce();
  const finish = (finding: Finding): void => {
    socket.destroy();
    settle(finding);
  };
  const asking = request({ createConnection: () => socket, path: pathOf(nonce), headers: headersOf(flow.http) });
  asking.on('error', (error: NodeJS.ErrnoException) => finish(broken(error)));
  asking.on('response', (response) => {
    const { statusCode = 0, statusMessage = '' } = response;
    const said = `HTTP ${statusCode} ${statusMessage}`;
    if (statusCode !== 200) return finish({ outcome: statuses[statusCode] ?? 'wrong-responder', detail: said });
    text(response).then(
      (body) => finish(judgeReply(body, nonce, flow.to)),
      (error: NodeJS.ErrnoException) => finish(broken(error)),
    );
  });
  asking.end();
  const isTalking = (): boolean => !socket.destroyed && isEstablished(fd);
  return {
    isTalking,
    giveUp: () => finish(isTalking() ? silent : { outcome: 'lost' }),
    release: () => socket.destroy(),
  };
};

const headersOf = (http: HttpRequest | undefined): Record<string, string> => ({
  host: http?.host ?? '',
  connection: 'close',
  ...(http?.forwardedFor === undefined ? {} : { 'x-forwarded-for': http.forwardedFor }),
});

// RFC 9110: 15.5.5 Not Found, 15.5.20 Misdirected Request; 15.6.3 Bad Gateway to 15.6.5 Gateway Timeout.
const statuses: Readonly<Record<number, Outcome>> = {
  404: 'not-found',
  421: 'not-found',
  502: 'bad-gateway',
  503: 'bad-gateway',
  504: 'bad-gateway',
};

const silent: Finding = { outcome: 'empty-reply', detail: 'connected, and then nothing' };

const broken = ({ code = '', message }: NodeJS.ErrnoException): Finding => {
  // What Node calls a reset is a connection that was closed as it should be, but before an answer.
  if (message === 'socket hang up') return { outcome: 'empty-reply', detail: 'connected, and closed without a word' };
  if (code.startsWith('HPE_')) return { outcome: 'wrong-responder', detail: 'answered by something that is not HTTP' };
  return failure(code, message);
};
