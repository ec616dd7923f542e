// Kernel settings of one network namespace (sysctl(8)). /proc/sys/net shows the namespace of the thread that opens
// it, so a key is written while inside, in one go.

import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { inside, type Netns } from './netns.ts';

/** `ifPresent`: a kernel without that key needs nothing done. */
export type Setting = { readonly key: string; readonly value: string; readonly ifPresent?: boolean };

/**
 * Sets `key`, written with dots as sysctl(8) prints it. Only keys below `net.` are taken, since all others are the
 * whole machine's, and only where each dot parts two directories: an interface name with a dot cannot be said.
 */
export const setSysctl = (netns: Netns, { key, value, ifPresent = false }: Setting): void => {
  const path = sysctlPath(key);
  inside(netns, () => {
    if (ifPresent && !existsSync(path)) return;
    const fd = openSync(path, 'w');
    try {
      writeSync(fd, value);
    } finally {
      closeSync(fd);
    }
  });
};

export const readSysctl = (netns: Netns, key: string): string => {
  const path = sysctlPath(key);
  return inside(netns, () => readFileSync(path, 'utf8').trimEnd());
};

/** Where the key is a file. */
export const sysctlPath = (key: string): string => {
  if (!/^net(\.[A-Za-z0-9_-]+){2,}$/.test(key)) {
    throw new LabError(`${key} is not a sysctl that a lab may set`, {
      hint: 'Use a key below net., such as net.ipv4.ip_forward, with no interface name that has a dot in it.',
    });
  }
  return `/proc/sys/${key.replaceAll('.', '/')}`;
};
