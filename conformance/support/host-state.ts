// Everything of the host that a lab must leave as it was. Two of these, before and after, must be equal.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type HostState = {
  readonly links: readonly string[];
  readonly routes: readonly string[];
  readonly rules: readonly string[];
  readonly ruleset: readonly string[];
  readonly sysctls: readonly string[];
  readonly mounts: readonly string[];
  readonly namedNetns: readonly string[];
  /** Processes and abstract sockets that name the lab. */
  readonly processes: readonly string[];
  readonly sockets: readonly string[];
};

/** `mark` is what only this test's lab has in its name, so that tests do not see each other's labs. */
export const hostState = (mark: string): HostState => ({
  links: lines('ip', '-d', 'link').map((line) => line.replaceAll(/(qlen|state|allmulti) \S+/g, '')),
  routes: [
    ...lines('ip', 'route', 'show', 'table', 'all'),
    ...lines('ip', '-6', 'route', 'show', 'table', 'all'),
  ].filter((line) => !/expires/.test(line)),
  rules: [...lines('ip', 'rule'), ...lines('ip', '-6', 'rule')],
  ruleset: existsSync('/usr/sbin/nft') && process.getuid?.() === 0 ? lines('/usr/sbin/nft', 'list', 'ruleset') : [],
  sysctls: sysctls('/proc/sys/net'),
  mounts: readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n'),
  namedNetns: existsSync('/run/netns') ? readdirSync('/run/netns') : [],
  processes: processes(mark),
  sockets: readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .flatMap((line) => (line.includes(`/${mark}`) && line.includes('@causeway') ? [line.split('@')[1] ?? ''] : [])),
});

const lines = (command: string, ...args: readonly string[]): readonly string[] =>
  execFileSync(command, args, { encoding: 'utf8', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } })
    .trim()
    .split('\n');

/** Counters and clocks change by themselves; nobody sets them. */
const moving = /nf_conntrack_count|route\/gc_|flush|\/neigh\/.*\/(gc_|base_reachable)/;

const sysctls = (directory: string): readonly string[] =>
  readdirSync(directory).flatMap((entry) => {
    const path = join(directory, entry);
    if (moving.test(path)) return [];
    if (statSync(path).isDirectory()) return sysctls(path);
    try {
      return [`${path} = ${readFileSync(path, 'utf8').trim()}`];
    } catch {
      // Some can only be written; they have no state to compare.
      return [];
    }
  });

const processes = (mark: string): readonly string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command === `causeway ${mark}` ? [command] : [];
      } catch {
        // It ended while we looked, which is what is wanted of it.
        return [];
      }
    });
