// Who listens in a network namespace, as the kernel says it (proc_pid_net(5)).

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { familyOf } from '../spec/address.ts';
import { addressBytes } from './inet.ts';
import { inside, type Netns } from './netns.ts';
import type { Endpoint } from './socket.ts';

// include/net/tcp_states.h
const TCP_LISTEN = '0A';

/** Does anybody listen there on TCP, on this very address? */
export const isListening = (netns: Netns, { address, port }: Endpoint): boolean => {
  const table = familyOf(address) === 4 ? 'tcp' : 'tcp6';
  // Of the thread that is in there: plain /proc/net is that of the process.
  const lines = inside(netns, () => readFileSync(`/proc/thread-self/net/${table}`, 'utf8')).split('\n');
  const wanted = `${hexOf(address)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines.some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return local === wanted && state === TCP_LISTEN;
  });
};

/** As the kernel prints it: each 32 bits as a number of the host's own byte order. */
const hexOf = (address: string): string => {
  const bytes = addressBytes(address);
  return (endianness() === 'LE' ? bytes.swap32() : bytes).toString('hex').toUpperCase();
};
