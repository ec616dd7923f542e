// Whether packets are stamped as they pass. The kernel begins to only a moment after it was first asked to, by a worker of
// its own (net_enable_timestamp, net/core/dev.c); what passed before that is given the time at which it is read.

import { setTimeout } from 'node:timers/promises';
import { call, SO_TIMESTAMPNS, SOL_SOCKET } from './libc.ts';
import type { Netns } from './netns.ts';
import { kernelClockUs, receiveAll } from './receive.ts';
import { openUnconnected, sendTo } from './socket.ts';
import { setOption } from './socket-option.ts';

/** Milliseconds between sending and reading: longer than any clock is coarse. */
const pause = 1;

/** Seen by what a machine sends itself; null where it cannot. */
export const isStamping = async (netns: Netns): Promise<boolean | null> => {
  const { fd, local, errno } = openUnconnected(netns, 'udp', { to: { address: '127.0.0.1', port: 0 } });
  try {
    setOption(fd, [SOL_SOCKET, SO_TIMESTAMPNS], 1);
    if (errno !== 0 || sendTo(fd, Buffer.alloc(1), local) !== 0) return null;
    await setTimeout(pause);
    const readUs = kernelClockUs();
    const stamped: boolean[] = [];
    receiveAll(fd, ({ atUs }) => void stamped.push(atUs < readUs));
    return stamped[0] ?? null;
  } finally {
    call('close', fd);
  }
};
