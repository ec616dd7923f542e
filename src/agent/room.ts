// Whether the process may hold as many descriptors as the lab takes. Running out of them in the middle of a probe would
// look like a network that refuses.

import { readFileSync } from 'node:fs';
import { HostError } from '../errors.ts';
import type { Blueprint } from './protocol.ts';

/** Probes on their way (both ends of 256 at once), tries of one round of negatives, and what Node itself needs. */
const always = 2 * 256 + 1000 + 64;

/** Both ends that proxies have in the middle of as many probes. */
const throughProxies = 2 * 256;

/** A namespace and a socket in it (netlink while building, a capture later) for every machine. */
const perMachine = 2;

type Parts = Pick<Blueprint, 'plan' | 'listeners' | 'proxies'>;

/** Throws HostError when the limit of open files is too low. Node has raised the soft limit to the hard one already. */
export const mustHaveRoom = ({ plan, listeners, proxies }: Parts, limit = openFiles()): void => {
  const relayed = proxies.length === 0 ? 0 : throughProxies + proxies.length;
  const sockets = listeners.reduce((sum, { transports }) => sum + transports.length, 0);
  const needed = always + perMachine * plan.machines.length + sockets + relayed;
  if (needed <= limit) return;
  throw new HostError(`${plan.lab} needs ${needed} open files at once, and only ${limit} are allowed`, {
    hint: `ulimit -Hn shows the limit; ulimit -n ${needed} raises it, where your system lets you`,
  });
};

const openFiles = (): number => {
  const [, hard] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
};
