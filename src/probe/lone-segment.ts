// A TCP segment that belongs to no connection: what is left of one that a gateway has forgotten, or what somebody sends
// to find out what gets through. Nobody owes it an answer.

import { randomInt } from 'node:crypto';
import { call } from '../linux/libc.ts';
import { tcpFlag, tcpSegment } from '../linux/craft.ts';
import type { Netns } from '../linux/netns.ts';
import { openRawTcp, openUnconnected, sendTo } from '../linux/socket.ts';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { attemptOf, newNonce, type Underway } from './attempt.ts';
import { failure } from './failure.ts';
import type { Flow, LoneSegment } from './flow.ts';
import { requestText } from './greeting.ts';
import { nonceKey } from './identity.ts';
import { portOf } from './tcp.ts';

const { FIN, SYN, RST, PSH, ACK, URG } = tcpFlag;

const flagsOf: Readonly<Record<LoneSegment, number>> = {
  RST,
  FIN,
  'FIN+ACK': FIN | ACK,
  'SYN+ACK': SYN | ACK,
  NULL: 0,
  XMAS: FIN | PSH | URG,
  'PSH+ACK': PSH | ACK,
};

/**
 * None that the kernel gives to anybody (ip_local_port_range begins at 32768), nor a NodePort: a gateway remembers a
 * connection for minutes after it is over, and would take a segment from the same port for one of it.
 */
const [firstPort, ports] = [10_000, 20_000];

/** Routing rules may look at `mark`, which no packet shows. */
type Stray = { readonly segment: LoneSegment; readonly mark: number | undefined };

/** The nonce is in its payload, by which a capture knows it whatever its flags are. */
export const startLoneSegment = (netns: Netns, flow: Flow, { segment, mark }: Stray): Underway =>
  attemptOf((settle) => {
    const nonce = newNonce();
    const to = { address: flow.to.address, port: portOf(flow) };
    // A UDP socket says what a TCP one would be: the address that the kernel would send from.
    const { fd: asked, local, errno } = openUnconnected(netns, 'udp', { to, mark });
    call('close', asked);
    const from = { ...local, port: firstPort + randomInt(ports) };
    const begun = { local: from, key: nonceKey(nonce) };
    const payload = Buffer.from(requestText(nonce));
    const bytes = tcpSegment({ from, to }, { flags: flagsOf[segment], seq: randomInt(2 ** 32 - 1), payload });
    const fd = openRawTcp(netns, flow.family, mark);
    // The kernel takes no port here, for it does not know what the bytes mean.
    const refused = errno === 0 ? sendTo(fd, bytes, { ...to, port: 0 }) : errno;
    call('close', fd);
    if (refused !== 0) settle(failure(getSystemErrorName(-refused), getSystemErrorMessage(-refused)));
    return { begun, giveUp: () => settle({ outcome: 'lost' }) };
  });
