// What is said to a forward proxy before it goes on, and what its answers mean. Pure.

import { addressBytes } from '../linux/inet.ts';
import { endText } from '../linux/packet.ts';
import { familyOf } from '../spec/address.ts';
import type { Through } from './flow.ts';

/** Where the proxy is asked to go: TCP's target, or to relay UDP, which only SOCKS has a word for. */
export type Wish = { readonly address: string; readonly port: number; readonly transport: 'tcp' | 'udp' };

/** `left` is what came behind the proxy's last word: the far end's. */
export type Heard =
  | { readonly is: 'unfinished' }
  | { readonly is: 'question'; readonly say: Buffer; readonly left: Buffer }
  | { readonly is: 'open'; readonly left: Buffer }
  | { readonly is: 'refused'; readonly said: string; readonly denied: boolean }
  | { readonly is: 'nonsense' };

export type Talk = { readonly hello: Buffer; readonly hear: (said: Buffer) => Heard };

export const talkTo = ({ kind }: Pick<Through, 'kind'>, wish: Wish): Talk =>
  kind === 'connect' ? talkHttp(wish) : talkSocks(wish);

const unfinished: Heard = { is: 'unfinished' };
const nonsense: Heard = { is: 'nonsense' };
const longestHead = 8192;

const talkHttp = ({ address, port }: Wish): Talk => {
  const authority = endText(address, port);
  return {
    hello: Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`),
    hear: (said) => {
      const end = said.indexOf('\r\n\r\n');
      if (end === -1) return said.length > longestHead ? nonsense : unfinished;
      const [, status] = /^HTTP\/1\.[01] (\d{3})\b/.exec(said.toString('latin1', 0, end)) ?? [];
      if (status === undefined) return nonsense;
      if (status.startsWith('2')) return { is: 'open', left: said.subarray(end + 4) };
      return { is: 'refused', said: `HTTP ${status}`, denied: status === '403' };
    },
  };
};

/** RFC 1928: version 5, one method, none of authentication. */
const greeting = Buffer.from([5, 1, 0]);
const commands = { tcp: 1, udp: 3 } as const;
/** Section 6: not allowed by ruleset, and command not supported. */
const denials: ReadonlySet<number> = new Set([2, 7]);

const talkSocks = ({ address, port, transport }: Wish): Talk => {
  const type = familyOf(address) === 4 ? 1 : 4;
  const request = Buffer.from([5, commands[transport], 0, type, ...addressBytes(address), port >> 8, port & 255]);
  let greeted = false;
  return {
    hello: greeting,
    hear: (said) => {
      const [version = 5, second] = said;
      if (version !== 5) return nonsense;
      if (second === undefined) return unfinished;
      if (greeted) return hearReply(said, second);
      if (second !== 0) return { is: 'refused', said: `SOCKS method ${second}`, denied: true };
      greeted = true;
      return { is: 'question', say: request, left: said.subarray(2) };
    },
  };
};

/** Where the reply's port ends, by the type of the address in front of it (section 5). */
const replyLengths: Readonly<Record<number, number>> = { 1: 4 + 4 + 2, 4: 4 + 16 + 2 };

const hearReply = (said: Buffer, code: number): Heard => {
  const length = said.length < 4 ? null : replyLengths[said[3] ?? 0];
  if (length === undefined) return nonsense;
  if (length === null || said.length < length) return unfinished;
  if (code !== 0) return { is: 'refused', said: `SOCKS ${code}`, denied: denials.has(code) };
  return { is: 'open', left: said.subarray(length) };
};
