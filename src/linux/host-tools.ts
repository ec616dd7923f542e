// Programs of the host, found on the system's own path alone. Package scripts put node_modules/.bin first, and AVA
// brings a program named `nft` there that is not nftables, exits 0 and does nothing.

// Not execa, which takes longer to load than most verbs take to answer.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../errors.ts';

/** Which Debian package has it. */
const packages = {
  bgpd: 'frr',
  bird: 'bird2',
  busybox: 'busybox-static',
  haproxy: 'haproxy',
  ip: 'iproute2',
  keepalived: 'keepalived',
  nft: 'nftables',
  nginx: 'nginx-light libnginx-mod-stream',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  sysctl: 'procps',
  unshare: 'util-linux',
  zebra: 'frr',
} as const;

export type HostTool = keyof typeof packages;

/** CAUSEWAY_TOOL_PATH in the environment replaces it; the tests use that to take a tool away. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/frr';

/** Absolute path of a tool. Throws HostError with the package to install. */
export const findTool = (tool: HostTool, path = toolPath()): string => {
  const found = path
    .split(':')
    .map((directory) => join(directory, tool))
    .find(isExecutable);
  if (found === undefined) throw new HostError(`${tool} is missing on this host`, { hint: installHint(tool, path) });
  if (tool === 'nft') mustBeNftables(found);
  return found;
};

const toolPath = (): string => process.env['CAUSEWAY_TOOL_PATH'] ?? systemPath;

const installHint = (tool: HostTool, path: string): string =>
  `Install it with: apt-get install ${packages[tool]} (looked in ${path}).`;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

// Asking takes a few milliseconds, and a lab loads a ruleset into every node.
const knownNftables = new Set<string>();

const mustBeNftables = (file: string): void => {
  if (knownNftables.has(file)) return;
  const { stdout, status, error } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (error !== undefined)
    throw new HostError(`cannot run ${file}: ${error.message}`, { hint: 'See ulimit -n and ulimit -u.', cause: error });
  if (status !== 0 || !stdout.startsWith('nftables ')) {
    throw new HostError(`${file} is not nftables`, { hint: 'Install nftables with: apt-get install nftables.' });
  }
  knownNftables.add(file);
};
