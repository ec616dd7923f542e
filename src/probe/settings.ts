// A look at a machine's settings, as sysctl(8) would print them. Sends nothing.

import type { Netns } from '../linux/netns.ts';
import { readSysctl } from '../linux/sysctl.ts';
import { attemptOf, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';

/** `reached` if the machine has every key that is asked for, else `unreachable`. */
export const startSettings = (netns: Netns, { settings: keys = [] }: Flow): Underway =>
  attemptOf((settle) => {
    const settings = Object.fromEntries(keys.map((key) => [key, valueAt(netns, key)]));
    const missing = keys.filter((key) => settings[key] === null);
    if (missing.length === 0) settle({ outcome: 'reached', settings });
    else settle({ outcome: 'unreachable', settings, detail: `${netns.name} has no ${missing.join(', ')}` });
    return { begun: { local: null, key: null } };
  });

const valueAt = (netns: Netns, key: string): string | null => {
  try {
    return readSysctl(netns, key);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
