// Connections that wait to be taken (accept(2)).

import { attempt, SOCK_CLOEXEC, SOCK_NONBLOCK } from './libc.ts';

/** The connections that wait at a listening socket, each as a descriptor for `new net.Socket({ fd })`. */
export const acceptWaiting = function* (listening: number): Generator<number, undefined> {
  for (;;) {
    const fd = attempt('accept4', listening, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    yield fd;
  }
};
