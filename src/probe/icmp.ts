// An ICMP echo probe, by the kernel's ping sockets: they need no privilege but `net.ipv4.ping_group_range`, and keep
// the answers to other identifiers out (Linux 3.0, net/ipv4/ping.c). An echo says nothing of who sent it back: that is
// for the capture to find out.

import type { Netns } from '../linux/netns.ts';
import { nonceOf } from '../linux/packet.ts';
import { newNonce, type Underway } from './attempt.ts';
import { startDatagram } from './datagram.ts';
import type { Flow } from './flow.ts';
import { paddingOf, requestText } from './greeting.ts';
import { nonceKey } from './identity.ts';

// RFC 792, RFC 4443
const echoRequest = { 4: 8, 6: 128 } as const;
const headerLength = 8;

/** The flow's source port is the echo identifier. */
export const startIcmp = (netns: Netns, flow: Flow): Underway => {
  const nonce = newNonce();
  return startDatagram(netns, {
    flow,
    protocol: 'icmp',
    to: { address: flow.to.address, port: 0 },
    // Type, code, checksum and identifier (which the kernel fills in), sequence number 1.
    payload: Buffer.concat([
      Buffer.from([echoRequest[flow.family], 0, 0, 0, 0, 0, 0, 1]),
      Buffer.from(requestText(nonce, paddingOf(flow))),
    ]),
    key: nonceKey(nonce),
    judge: (answer) => (nonceOf(answer.subarray(headerLength)) === nonce ? { outcome: 'reached' } : null),
  });
};
