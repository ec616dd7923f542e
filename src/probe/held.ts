// A flow that stays open and is asked again and again, from the same address and port: what machines on the way remember
// of it is put to the test, and not only their rules.

import { createSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { call } from '../linux/libc.ts';
import type { Netns } from '../linux/netns.ts';
import { nonceOf } from '../linux/packet.ts';
import { forgetErrors, openConnecting, openUnconnected, sendTo } from '../linux/socket.ts';
import { initialSequence } from '../linux/tcp-state.ts';
import { attemptOf, type Finding, newNonce, type Settle, type Underway } from './attempt.ts';
import { failure } from './failure.ts';
import type { Flow } from './flow.ts';
import { judgeReply, paddingOf, requestText } from './greeting.ts';
import { nonceKey, sequenceKey } from './identity.ts';
import { portOf } from './tcp.ts';

/** Closed when it is disposed of. One question at a time. */
export type Held = Disposable & { readonly ask: () => Underway };

/** Throws where the flow is of a kind that cannot be held. */
export const openHeld = (netns: Netns, flow: Flow): Held => {
  if (flow.protocol === 'tcp') return heldTcp(netns, flow);
  if (flow.protocol === 'udp') return heldUdp(netns, flow);
  throw new Error(`a flow over ${flow.protocol} cannot be held open`);
};

const heldUdp = (netns: Netns, flow: Flow): Held => {
  const to = { address: flow.to.address, port: portOf(flow) };
  const { source, sourcePort } = flow;
  const { fd, local, errno } = openUnconnected(netns, 'udp', { to, source, sourcePort });
  if (errno !== 0) return stillborn(fd, refused(errno));
  const socket = createSocket(flow.family === 4 ? 'udp4' : 'udp6');
  let asked: { readonly nonce: string; readonly settle: Settle } | null = null;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    forgetErrors(fd);
    asked?.settle(failure(error.code ?? '', error.message));
  });
  socket.on('message', (answer, { address }) => {
    // An answer to an earlier question comes too late.
    if (asked === null || nonceOf(answer) !== asked.nonce) return;
    asked.settle({ ...judgeReply(answer.toString('latin1'), asked.nonce, flow.to), answeredFrom: address });
  });
  socket.bind({ fd });
  return {
    ask: () =>
      attemptOf((settle) => {
        const nonce = newNonce();
        asked = { nonce, settle };
        forgetErrors(fd);
        const failed = sendTo(fd, Buffer.from(requestText(nonce, paddingOf(flow))), to);
        if (failed !== 0) settle(refused(failed));
        return { begun: { local, key: nonceKey(nonce) }, giveUp: () => settle({ outcome: 'lost' }) };
      }),
    [Symbol.dispose]: () => void socket.close(),
  };
};

const heldTcp = (netns: Netns, flow: Flow): Held => {
  const to = { address: flow.to.address, port: portOf(flow) };
  const { fd, local, errno } = openConnecting(netns, to, { sourcePort: flow.sourcePort });
  if (errno !== 0) return stillborn(fd, refused(errno));
  // The capture knows the connection by its first segment; of those that follow it keeps none.
  const sequence = initialSequence(fd);
  const keys = sequence === null ? [] : [sequenceKey(sequence)];
  const socket = new Socket({ fd, readable: true, writable: true });
  let asked: { readonly nonce: string; readonly settle: Settle } | null = null;
  let text = '';
  let over: Finding | null = null;
  const end = (finding: Finding): void => {
    over ??= finding;
    asked?.settle(over);
  };
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (asked === null || !text.includes('\n')) return;
    asked.settle(judgeReply(text.slice(0, text.indexOf('\n')), asked.nonce, flow.to));
    text = '';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => end(failure(error.code ?? '', error.message)));
  socket.on('end', () => end({ outcome: 'reset', detail: 'the other end closed the connection' }));
  return {
    ask: () =>
      attemptOf((settle) => {
        const nonce = newNonce();
        asked = { nonce, settle };
        if (over === null) socket.write(requestText(nonce, flow.padding));
        else settle(over);
        return { begun: { local, key: keys.pop() ?? null }, giveUp: () => settle({ outcome: 'lost' }) };
      }),
    [Symbol.dispose]: () => void socket.destroy(),
  };
};

const refused = (errno: number): Finding => failure(getSystemErrorName(-errno), getSystemErrorMessage(-errno));

/** What could not be opened is asked all the same, and says why each time. */
const stillborn = (fd: number, finding: Finding): Held => {
  call('close', fd);
  return {
    ask: () =>
      attemptOf((settle) => {
        settle(finding);
        return { begun: { local: null, key: null } };
      }),
    [Symbol.dispose]: () => {},
  };
};
