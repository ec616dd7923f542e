// Mounts of the process's own mount namespace. Only for a process that was started in one (`unshare --mount`).

import { mkdirSync } from 'node:fs';
import { call } from './libc.ts';
import { netnsDirectory } from './netns.ts';

// sys/mount.h
const MS_NOSUID = 2;
const MS_NODEV = 4;
const MS_REC = 16384;
const MS_PRIVATE = 1 << 18;

/**
 * Puts an empty /run over the host's, with a place for named network namespaces in it. Nothing mounted from now on
 * is seen outside, whatever propagation the host had.
 */
export const mountOwnRun = (): void => {
  call('mount', null, '/', null, MS_REC | MS_PRIVATE, null);
  call('mount', 'tmpfs', '/run', 'tmpfs', MS_NOSUID | MS_NODEV, 'mode=0755');
  mkdirSync(netnsDirectory, { recursive: true });
};
