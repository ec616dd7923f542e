// What the kernel knows of a TCP connection.

import { attempt, call, IPPROTO_TCP } from './libc.ts';
import { int } from './socket-option.ts';

// linux/tcp.h
const TCP_INFO = 11;
const TCP_REPAIR = 19;
const TCP_REPAIR_QUEUE = 20;
const TCP_QUEUE_SEQ = 21;
const TCP_SEND_QUEUE = 2;
const TCP_REPAIR_OFF_NO_WP = -1;
const TCP_ESTABLISHED = 1;
const TCP_SYN_SENT = 2;

/**
 * The sequence number that a connecting socket's SYN carries, from the kernel itself (tcp(7) has nothing on
 * TCP_REPAIR; net/ipv4/tcp.c has). Only before anything else is written. Null where the kernel does not tell.
 */
export const initialSequence = (fd: number): number | null => {
  if (attempt('setsockopt', fd, IPPROTO_TCP, TCP_REPAIR, int(1), 4) < 0) return null;
  const next = Buffer.alloc(4);
  const told =
    attempt('setsockopt', fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, int(TCP_SEND_QUEUE), 4) === 0 &&
    attempt('getsockopt', fd, IPPROTO_TCP, TCP_QUEUE_SEQ, next, [4]) === 0;
  call('setsockopt', fd, IPPROTO_TCP, TCP_REPAIR, int(TCP_REPAIR_OFF_NO_WP), 4);
  return told ? (next.readUInt32LE() - 1) >>> 0 : null;
};

/** Has the handshake been done, and nobody closed since? */
export const isEstablished = (fd: number): boolean => stateOf(fd) === TCP_ESTABLISHED;

/** Is the handshake under way, or done? */
export const isConnecting = (fd: number): boolean => {
  const state = stateOf(fd);
  return state === TCP_SYN_SENT || state === TCP_ESTABLISHED;
};

const stateOf = (fd: number): number | null => {
  const state = Buffer.alloc(1);
  return attempt('getsockopt', fd, IPPROTO_TCP, TCP_INFO, state, [1]) === 0 ? (state[0] ?? null) : null;
};
