// One datagram out, one back: what UDP and ICMP echo probes have in common.

import { createSocket } from 'node:dgram';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { call } from '../linux/libc.ts';
import type { Netns } from '../linux/netns.ts';
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
  /** What an answer means; null if it is none to this question. */
  readonly judge: (answer: Buffer) => Finding | null;
};

export const startDatagram = (netns: Netns, { flow, protocol, to, payload, key, judge }: Question): Underway =>
  attemptOf((settle) => {
    const { fd, local, errno } = openUnconnected(netns, protocol, {
      to,
      source: flow.source,
      sourcePort: flow.sourcePort,
    });
    const begun = { local, key };
    const refused = errno === 0 ? sendTo(fd, payload, to) : errno;
    if (refused !== 0) {
      call('close', fd);
      settle(failure(getSystemErrorName(-refused), getSystemErrorMessage(-refused)));
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
    socket.on('error', (error: NodeJS.ErrnoException) => finish(failure(error.code ?? '', error.message)));
    socket.on('message', (answer, { address }) => {
      const finding = judge(answer);
      if (finding !== null) finish({ ...finding, answeredFrom: address });
    });
    socket.bind({ fd });
    return { begun, giveUp: () => finish({ outcome: 'lost' }) };
  });
