// A TCP probe: connect, ask (in HTTP, if the flow says so), read who answered, close, and see that the other end saw the close.

import { Socket } from 'node:net';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { call } from '../linux/libc.ts';
import type { Netns } from '../linux/netns.ts';
import { openConnecting } from '../linux/socket.ts';
import { initialSequence, isEstablished } from '../linux/tcp-state.ts';
import { attemptOf, type Finding, type How, newNonce, type Sent, type Settle, type Underway } from './attempt.ts';
import { failure } from './failure.ts';
import type { Flow } from './flow.ts';
import { askForBytes, judgeReply, longestAnswer, requestText } from './greeting.ts';
import { converseHttp } from './http.ts';
import { sequenceKey } from './identity.ts';
import { askProxy, type Line } from './through.ts';

/** `mark`: see `detour.ts`. */
export type Sending = How & { readonly mark?: number | undefined };

/** Where it is captured, learns the SYN's sequence number too, by which a capture knows it. */
export const startTcp = (netns: Netns, flow: Flow, { captured, keep = false, mark }: Sending): Underway =>
  attemptOf((settle) => {
    const to = flow.through ?? { address: flow.to.address, port: portOf(flow) };
    const { fd, local, errno } = openConnecting(netns, to, { sourcePort: flow.sourcePort, mark });
    const sequence = captured ? initialSequence(fd) : null;
    const begun = { local, key: sequence === null ? null : sequenceKey(sequence) };
    if (errno !== 0) {
      call('close', fd);
      settle(failure(getSystemErrorName(-errno), getSystemErrorMessage(-errno)));
      return { begun };
    }
    if (flow.http !== undefined) return { begun, ...converseHttp(fd, flow, settle) };
    const line = { fd, socket: new Socket({ fd, readable: true, writable: true }) };
    const talk = flow.through === undefined ? converse : converseThrough;
    return { begun, ...talk(line, flow, { settle, keep }) };
  });

export const portOf = ({ to }: Flow): number => {
  if (to.port === undefined) throw new Error(`no port to probe at ${to.label}`);
  return to.port;
};

type Purpose = { readonly settle: Settle; readonly keep: boolean };

type Conversation = Required<Omit<Sent, 'begun'>>;

const converse = ({ fd, socket }: Line, flow: Flow, { settle, keep }: Purpose): Conversation => {
  const nonce = newNonce();
  let text = '';
  let finding: Finding | null = null;
  const finish = (last: Finding): void => {
    socket.destroy();
    settle(last);
  };
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (text.length > longestAnswer) return finish(judgeReply(text, nonce, flow.to));
    if (finding !== null || !text.includes('\n')) return;
    finding = judgeReply(text.slice(0, text.indexOf('\n')), nonce, flow.to);
    if (keep) settle(finding);
    else socket.end();
  });
  socket.on('end', () => finish(ended(text, finding ?? unfinished(text, nonce, flow))));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    finish(finding === null ? failure(error.code ?? '', error.message) : { ...finding, closedBothSides: false }),
  );
  socket.write(askForBytes(requestText(nonce, flow.padding), flow.answerBytes));
  const isTalking = (): boolean => !socket.destroyed && (finding !== null || isEstablished(fd));
  const giveUp = (): void => {
    if (finding !== null) finish({ ...finding, closedBothSides: false });
    else finish(isTalking() ? silent : { outcome: 'lost' });
  };
  // Reset, not closed: whoever closes first may not use the port again for a minute (TIME-WAIT, RFC 9293).
  return { giveUp, isTalking, release: () => socket.resetAndDestroy() };
};

/** Asks the proxy first; once it has gone on, the rest is as with anybody. */
const converseThrough = (line: Line, flow: Flow, purpose: Purpose): Conversation => {
  let beyond: Conversation | null = null;
  const asking = askProxy(line, flow, (answer) => {
    if ('finding' in answer) return purpose.settle(answer.finding);
    if (answer.left.length > 0) line.socket.unshift(answer.left);
    beyond = converse(line, flow, purpose);
    line.socket.resume();
  });
  return {
    isTalking: () => (beyond ?? asking).isTalking(),
    giveUp: () => (beyond ?? asking).giveUp(),
    release: () => line.socket.resetAndDestroy(),
  };
};

const silent: Finding = { outcome: 'empty-reply', detail: 'connected, and then nothing' };

// The other end's FIN has come; whether it saw ours, it says itself.
const ended = (text: string, finding: Finding): Finding =>
  finding.answer ? { ...finding, closedBothSides: text.includes('"fin":true') } : finding;

const unfinished = (text: string, nonce: string, flow: Flow): Finding =>
  text === ''
    ? { outcome: 'empty-reply', detail: 'connected, and closed without a word' }
    : judgeReply(text, nonce, flow.to);
