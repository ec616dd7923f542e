// rtnetlink sockets, used synchronously: by the time `send` returns, the kernel has done what the messages say and
// has queued what it has to say about them (netlink(7), rtnetlink(7)). So nothing here ever waits.

import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import {
  aligned,
  attributeText,
  decodeAttributes,
  encodeMessage,
  type Message,
  NLM_F_ACK,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_HDRLEN,
} from './attributes.ts';
import { AF_NETLINK, call, MSG_DONTWAIT, MSG_TRUNC, SOCK_CLOEXEC, SOCK_RAW } from './libc.ts';
import { inside, type Netns } from './netns.ts';

// linux/netlink.h
const NETLINK_ROUTE = 0;
const NETLINK_NETFILTER = 12;
const SOL_NETLINK = 270;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const NETLINK_GET_STRICT_CHK = 12;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLMSGERR_ATTR_MSG = 1;

/** Stays in the namespace it was opened in; `using` closes it. */
export type RouteSocket = Disposable & { readonly fd: number };

/** What to list: `RTM_GET…` and its struct. */
export type Question = Omit<Message, 'flags'>;

export type Reply = { readonly type: number; readonly body: Buffer };

type Received = Reply & { readonly flags: number; readonly sequence: number };

/**
 * A message that the kernel refused. `index` is its place in the batch, `kernelText` the kernel's own words
 * (NLMSGERR_ATTR_MSG) where it had any.
 */
export class NetlinkError extends Error {
  override readonly name = 'NetlinkError';
  readonly errno: number;
  readonly code: string;
  readonly index: number;
  readonly kernelText: string | null;

  constructor({ errno, index, kernelText }: { errno: number; index: number; kernelText: string | null }) {
    const code = getSystemErrorName(-errno);
    const said = kernelText === null ? '' : `: "${kernelText}"`;
    super(`${getSystemErrorMessage(-errno)}${said} (${code})`);
    this.errno = errno;
    this.code = code;
    this.index = index;
    this.kernelText = kernelText;
  }
}

/** For links, addresses, routes, neighbours and rules (rtnetlink(7)). */
export const openRouteSocket = (netns: Netns): RouteSocket => openSocket(netns, NETLINK_ROUTE);

/** For connection tracking (linux/netfilter/nfnetlink.h). */
export const openNetfilterSocket = (netns: Netns): RouteSocket => openSocket(netns, NETLINK_NETFILTER);

const openSocket = (netns: Netns, protocol: number): RouteSocket => {
  const fd = inside(netns, () => call('socket', AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK]) {
    call('setsockopt', fd, SOL_NETLINK, option, on, on.length);
  }
  return { fd, [Symbol.dispose]: () => call('close', fd) };
};

/**
 * Sends messages in as few system calls as possible, in order. Throws the NetlinkError of the first one refused; the
 * kernel has then gone on with those after it in the same send.
 */
export const request = (socket: RouteSocket, messages: readonly Buffer[]): void => {
  for (let start = 0; start < messages.length; start += batchSize) {
    const refused = sendBatch(socket, messages.slice(start, start + batchSize));
    if (refused !== null) throw new NetlinkError({ ...refused, index: start + refused.index });
  }
};

/** Everything the kernel lists. Starts anew when the list changed meanwhile. */
export const dump = (socket: RouteSocket, question: Question): readonly Reply[] => {
  for (let tries = 0; tries < dumpTries; tries += 1) {
    const replies = dumpOnce(socket, question);
    if (replies !== null) return replies;
  }
  throw new NetlinkError({ errno: EAGAIN, index: 0, kernelText: `the list changed during each of ${dumpTries} dumps` });
};

/** The one reply to a question that is not a dump. */
export const ask = (socket: RouteSocket, message: Buffer): Reply => {
  const sequence = send(socket, [message], 0);
  const reply = receive(socket).find((received) => received.sequence === sequence);
  if (reply === undefined) throw new Error('the kernel answered another question than the one asked');
  if (reply.type === NLMSG_ERROR) throw new NetlinkError({ ...refusal(reply), index: 0 });
  return reply;
};

// An error reply takes up to 1 KiB of the socket's receive buffer, which is 208 KiB where we may not enlarge it.
const batchSize = 128;
const dumpTries = 5;
const EAGAIN = 11;
const on = Buffer.from([1, 0, 0, 0]);

// Shared, since nothing is kept in it from one call to the next. The kernel makes no reply longer than 32 KiB.
const buffer = Buffer.alloc(65536);

let lastSequence = 0;

type Refusal = { readonly errno: number; readonly kernelText: string | null };

const sendBatch = (socket: RouteSocket, messages: readonly Buffer[]): (Refusal & { readonly index: number }) | null => {
  const last = send(socket, messages, NLM_F_ACK);
  let first: (Refusal & { readonly index: number }) | null = null;
  for (;;) {
    for (const reply of receive(socket)) {
      if (reply.type !== NLMSG_ERROR) continue;
      const index = messages.length - 1 - (last - reply.sequence);
      const { errno, kernelText } = refusal(reply);
      if (errno !== 0) first ??= { errno, kernelText, index };
      if (reply.sequence === last) return first;
    }
  }
};

// Refusals are always answered; asking only the last message for an answer besides saves a reply for each other one.
const send = ({ fd }: RouteSocket, messages: readonly Buffer[], lastFlags: number): number => {
  const bytes = Buffer.concat(messages);
  let at = 0;
  messages.forEach((message, index) => {
    lastSequence += 1;
    bytes.writeUInt32LE(lastSequence, at + 8);
    if (index === messages.length - 1) bytes.writeUInt16LE(message.readUInt16LE(6) | lastFlags, at + 6);
    at += message.length;
  });
  call('send', fd, bytes, bytes.length, 0);
  return lastSequence;
};

const receive = ({ fd }: RouteSocket): readonly Received[] => {
  const length = call('recv', fd, buffer, buffer.length, MSG_DONTWAIT | MSG_TRUNC);
  if (length > buffer.length) throw new Error(`a netlink reply of ${length} bytes was cut short`);
  const bytes = Buffer.from(buffer.subarray(0, length));
  const found: Received[] = [];
  for (let at = 0; at + NLMSG_HDRLEN <= length;) {
    const size = bytes.readUInt32LE(at);
    found.push({
      type: bytes.readUInt16LE(at + 4),
      flags: bytes.readUInt16LE(at + 6),
      sequence: bytes.readUInt32LE(at + 8),
      body: bytes.subarray(at + NLMSG_HDRLEN, at + size),
    });
    at += aligned(Math.max(size, NLMSG_HDRLEN));
  }
  return found;
};

// struct nlmsgerr: the errno negated, the refused message's header (all of it unless capped), then attributes.
const refusal = ({ flags, body }: Received): Refusal => {
  const errno = -body.readInt32LE(0);
  if ((flags & NLM_F_ACK_TLVS) === 0) return { errno, kernelText: null };
  const quoted = (flags & NLM_F_CAPPED) === 0 ? aligned(body.readUInt32LE(4)) : NLMSG_HDRLEN;
  const text = decodeAttributes(body.subarray(4 + quoted)).get(NLMSGERR_ATTR_MSG);
  return { errno, kernelText: text === undefined ? null : attributeText(text) };
};

// Null when the kernel says that the list changed while it was being told.
const dumpOnce = (socket: RouteSocket, question: Question): readonly Reply[] | null => {
  const message = encodeMessage({ ...question, flags: NLM_F_REQUEST | NLM_F_DUMP });
  const sequence = send(socket, [message], 0);
  const replies: Reply[] = [];
  let interrupted = false;
  for (;;) {
    for (const reply of receive(socket)) {
      if (reply.sequence !== sequence) continue;
      if ((reply.flags & NLM_F_DUMP_INTR) !== 0) interrupted = true;
      if (reply.type === NLMSG_ERROR) throw new NetlinkError({ ...refusal(reply), index: 0 });
      if (reply.type === NLMSG_DONE) return interrupted ? null : replies;
      replies.push(reply);
    }
  }
};
