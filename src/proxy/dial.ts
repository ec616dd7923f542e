// A proxy's own connections: they begin in its network namespace, whatever process it runs in.

import { Socket } from 'node:net';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { call } from '../linux/libc.ts';
import type { Netns } from '../linux/netns.ts';
import { openConnecting } from '../linux/socket.ts';
import type { Endpoint } from './proxy.ts';

/** A connection from there, on its way. Whatever comes of it is said by the socket's events, as ever. */
export const dial = (netns: Netns, to: Endpoint): Socket => {
  const { fd, errno } = openConnecting(netns, to);
  if (errno === 0) return new Socket({ fd, readable: true, writable: true, allowHalfOpen: true });
  call('close', fd);
  const refused = new Error(getSystemErrorMessage(-errno));
  return new Socket().destroy(Object.assign(refused, { code: getSystemErrorName(-errno) }));
};

/** One after the other, for ever; null of none. */
export const inTurn = (all: readonly Endpoint[]): (() => Endpoint | null) => {
  let next = 0;
  return () => all[next++ % all.length] ?? null;
};
