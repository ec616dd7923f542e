// Asks a forward proxy, on a connection to it, to go on to a flow's target.

import type { Socket } from 'node:net';
import { isEstablished } from '../linux/tcp-state.ts';
import type { Finding, Sent } from './attempt.ts';
import { failure } from './failure.ts';
import type { Flow } from './flow.ts';
import { type Heard, talkTo } from './proxy-talk.ts';

/** A connection, and the socket that Node has of it. */
export type Line = { readonly fd: number; readonly socket: Socket };

/** The way is open, and this has come already; or how it ended before. */
export type Answer = { readonly left: Buffer } | { readonly finding: Finding };

export const askProxy = (
  { fd, socket }: Line,
  flow: Flow,
  done: (answer: Answer) => void,
): Required<Omit<Sent, 'begun'>> => {
  const { through, to, protocol } = flow;
  if (through === undefined) throw new Error('this flow asks no proxy');
  const wish = { address: to.address, port: to.port ?? 0, transport: protocol === 'udp' ? 'udp' : 'tcp' } as const;
  const { hello, hear } = talkTo(through, wish);
  let said = Buffer.alloc(0);
  let asking = true;
  const stop = (answer: Answer): void => {
    if (!asking) return;
    asking = false;
    socket.off('data', onData).off('end', onEnd);
    // What comes is kept for whoever goes on.
    socket.pause();
    if ('finding' in answer) socket.destroy();
    else socket.off('error', onError);
    done(answer);
  };
  const onData = (chunk: Buffer): void => {
    said = Buffer.concat([said, chunk]);
    const heard = hear(said);
    if (heard.is === 'unfinished') return;
    if (heard.is !== 'question') return stop(answerOf(heard, protocol));
    socket.write(heard.say);
    said = Buffer.from(heard.left);
  };
  const onEnd = (): void => stop({ finding: { outcome: 'empty-reply', detail: 'the proxy closed without a word' } });
  const onError = ({ code = '', message }: NodeJS.ErrnoException): void => stop({ finding: failure(code, message) });
  socket.on('data', onData).on('end', onEnd).on('error', onError);
  socket.write(hello);
  const isTalking = (): boolean => asking && !socket.destroyed && isEstablished(fd);
  const giveUp = (): void => stop({ finding: isTalking() ? silent : { outcome: 'lost' } });
  return { isTalking, giveUp, release: () => socket.resetAndDestroy() };
};

const silent: Finding = { outcome: 'empty-reply', detail: 'the proxy took the connection, and then said nothing' };

const answerOf = (heard: Exclude<Heard, { is: 'unfinished' | 'question' }>, protocol: Flow['protocol']): Answer => {
  switch (heard.is) {
    case 'refused': {
      const detail = `the proxy answered ${heard.said}`;
      return { finding: { outcome: heard.denied ? 'denied' : 'bad-gateway', proxySaid: heard.said, detail } };
    }
    case 'nonsense':
      return { finding: { outcome: 'wrong-responder', detail: 'what answered is no such proxy' } };
    case 'open':
      // Nobody goes on to send UDP by it: that it would be relayed is all that is asked.
      if (protocol === 'udp') return { finding: { outcome: 'empty-reply', detail: 'the proxy would relay UDP' } };
      return { left: heard.left };
  }
};
