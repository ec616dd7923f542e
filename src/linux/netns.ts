// Network namespaces. One thread can be everywhere: it enters a namespace, does something that stays there (a socket,
// a child process, a sysctl), and comes back. Nothing asynchronous may happen while it is away.

import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { call, CLONE_NEWNET, MS_BIND } from './libc.ts';

/** Where `ip netns` looks; private to the lab, since the agent has a mount namespace and a tmpfs on /run. */
export const netnsDirectory = '/run/netns';

export type Netns = { readonly name: string; readonly fd: number };

const openOwn = (): number => openSync('/proc/self/ns/net', 'r');

let home: number | undefined;

/** Runs `action` inside the namespace and returns what it returns. `action` must be synchronous. */
export const inside = <Result>(
  netns: Netns,
  action: () => Result extends Promise<unknown> ? never : Result,
): Result => {
  home ??= openOwn();
  call('setns', netns.fd, CLONE_NEWNET);
  try {
    return action();
  } finally {
    call('setns', home, CLONE_NEWNET);
  }
};

/** Makes a new namespace and names it as `ip netns add` does, by a bind mount. */
export const createNetns = (name: string): Netns => {
  home ??= openOwn();
  mkdirSync(netnsDirectory, { recursive: true });
  const path = `${netnsDirectory}/${name}`;
  writeFileSync(path, '', { flag: 'wx' });
  call('unshare', CLONE_NEWNET);
  try {
    const fd = openOwn();
    call('mount', '/proc/self/ns/net', path, 'none', MS_BIND, null);
    return { name, fd };
  } finally {
    call('setns', home, CLONE_NEWNET);
  }
};

/** Opens a namespace that has a name already. */
export const openNetns = (name: string): Netns => ({ name, fd: openSync(`${netnsDirectory}/${name}`, 'r') });
