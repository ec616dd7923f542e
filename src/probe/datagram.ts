// One datagram out, one back: what UDP and ICMP echo probes have in common.

import { createSocket } from 'node:dgram';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { call } from '../linux/libc.ts';
import type { Netns } from '../linux/netns.ts';
import { pathMtu } from '../linux/path-mtu.ts';
import { type Endpoint, openUnconnected, sendTo } from '../linux/socket.ts';
import { attemptOf, type Finding, type Underway } from './attempt.ts';
import { failure } from './failure.ts';
import type { Flow } from './flow.ts';

export type Question = {
  readonly flow: Flow;
  readonly protocol: 'udp' | 'icmp';
  readonly to: Endpoint;
  readonly payload: Buffer;
  readonly key: string;
  /** What routing rules may look at. */
  readonly mark?: number | undefined;
  /** For what must know where the socket is bound: what is sent instead of `payload`, and to whom. */
  readonly wrap?: (local: Endpoint) => { readonly payload: Buffer; readonly to: Endpoint };
  /** What an answer means; null if it is none to this question. */
  readonly judge: (answer: Buffer) => Finding | null;
};

export const startDatagram = (netns: Netns, { flow, protocol, to, mark, key, judge, ...what }: Question): Underway =>
  attemptOf((settle) => {
    const { fd, local, errno } = openUnconnected(netns, protocol, {
      to,
      source: flow.source,
      sourcePort: flow.sourcePort,
      mark,
      ttl: flow.ttl,
    });
    const begun = { local, key };
    const sent = what.wrap?.(local) ?? { payload: what.payload, to };
    const refused = errno === 0 ? sendTo(fd, sent.payload, sent.to) : errno;
    const failed = (code: string, message: string): Finding => sized(failure(code, message), () => pathMtu(fd, to));
    if (refused !== 0) {
      const finding = failed(getSystemErrorName(-refused), getSystemErrorMessage(-refused));
      call('close', fd);
      settle(finding);
      return { begun };
    }
    const socket = createSocket(flow.family === 4 ? 'udp4' : 'udp6');
    let open = true;
    const finish = (finding: Finding): void => {
      // Closed at the first error: the kernel goes on reporting it for as long as somebody listens.
      if (open) socket.close();
      open = false;
      settle(finding);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (open) finish(failed(error.code ?? '', error.message));
    });
    socket.on('message', (answer, { address }) => {
      const finding = judge(answer);
      if (finding !== null) finish({ ...finding, answeredFrom: address });
    });
    socket.bind({ fd });
    return { begun, giveUp: () => finish({ outcome: 'lost' }) };
  });

/** Whoever is told that a packet is too big is also told what is not. */
const sized = (finding: Finding, mtu: () => number | null): Finding => {
  const largest = finding.outcome === 'too-big' ? mtu() : null;
  if (largest === null) return finding;
  return { ...finding, pathMtu: largest, detail: `${finding.detail}, at most ${largest} bytes` };
};
