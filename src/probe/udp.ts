// A UDP probe: one datagram, never fragmented, and the answer from whichever address it comes.

import type { Netns } from '../linux/netns.ts';
import { nonceOf } from '../linux/packet.ts';
import { newNonce, type Underway } from './attempt.ts';
import { startDatagram } from './datagram.ts';
import type { Flow } from './flow.ts';
import { judgeReply, paddingOf, requestText } from './greeting.ts';
import { nonceKey } from './identity.ts';
import { portOf } from './tcp.ts';

/** `mark`: see `detour.ts`. */
export const startUdp = (netns: Netns, flow: Flow, mark?: number): Underway => {
  const nonce = newNonce();
  return startDatagram(netns, {
    flow,
    mark,
    protocol: 'udp',
    to: { address: flow.to.address, port: portOf(flow) },
    payload: Buffer.from(requestText(nonce, paddingOf(flow))),
    key: nonceKey(nonce),
    judge: (answer) => {
      // What answers another question is for whoever asked it: one who pretended to be us, from a port that is ours now.
      const asked = nonceOf(answer);
      return asked === null || asked === nonce ? judgeReply(answer.toString('latin1'), nonce, flow.to) : null;
    },
  });
};
