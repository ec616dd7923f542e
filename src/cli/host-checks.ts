// What a lab needs of the host, asked of the host itself: nothing here is concluded from a version or a name that can
// be tried instead. Trials run in a private network namespace and leave nothing.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { findTool } from '../linux/host-tools.ts';
import { type HostCheck, ok, tool, toolsOfSomeLabs } from './tool-checks.ts';

type Mend = { readonly status: 'missing' | 'limited'; readonly mend: string };

/** Everything that is known to matter, in the order in which one would mend it. */
export const hostChecks = (): readonly HostCheck[] => {
  if (process.platform !== 'linux')
    return [
      {
        check: 'kernel',
        status: 'missing',
        found: process.platform,
        mend: 'labs need Linux: use the Vagrantfile; plan and predict work here',
      },
    ];
  const tools = (['unshare', 'nsenter', 'ip', 'nft'] as const).map(tool);
  const missing = tools.some(({ status }) => status === 'missing');
  return [
    kernel(),
    node(),
    ...tools,
    ...(missing ? [] : [...userNamespaces(), ...features()]),
    ...toolsOfSomeLabs(),
    neighbours(),
    openFiles(),
  ];
};

const kernel = (): HostCheck => {
  const version = release();
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major > 5 || (major === 5 && minor >= 4)) return ok('kernel', `Linux ${version}`);
  return {
    check: 'kernel',
    status: 'limited',
    found: `Linux ${version}`,
    mend: 'labs are tried on Linux 5.4 and later',
  };
};

const node = (): HostCheck => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 12)) return ok('node', process.version);
  return {
    check: 'node',
    status: 'missing',
    found: process.version,
    mend: 'run npm install, which brings Node 24 along',
  };
};

type Trial = { readonly script: string; readonly userNamespace: boolean };

/** Runs a script in namespaces of its own; null when it went well, and otherwise what was said last. */
const complaint = ({ script, userNamespace }: Trial): string | null => {
  const namespaces = [...(userNamespace ? ['--user', '--map-root-user'] : []), '--net', '--mount'];
  const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
  const { status, stderr } = spawnSync(findTool('unshare'), [...namespaces, '/bin/sh', '-ec', script], {
    encoding: 'utf8',
    env: { PATH },
    timeout: 10_000,
  });
  return status === 0 ? null : (stderr.trim().split('\n').at(-1) ?? '') || `exit code ${status}`;
};

const isRoot = (): boolean => process.getuid?.() === 0;

const setting = (path: string): number | null => {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    // The file is only there where the distribution or the kernel has that switch.
    return null;
  }
};

/** For everybody but root they are the only way; root can do without. */
const userNamespaces = (): HostCheck[] => {
  const said = complaint({ script: 'true', userNamespace: true });
  if (said === null)
    return [
      ok('user namespaces', isRoot() ? 'allowed, for root at least: --rootless works' : 'allowed: no root needed'),
    ];
  const status = isRoot() ? 'limited' : 'missing';
  return [{ check: 'user namespaces', status, found: said, mend: `${userNamespaceMend()}, or run as root` }];
};

const userNamespaceMend = (): string => {
  if (setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === 1)
    return 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0';
  if (setting('/proc/sys/kernel/unprivileged_userns_clone') === 0)
    return 'sudo sysctl kernel.unprivileged_userns_clone=1';
  if (setting('/proc/sys/user/max_user_namespaces') === 0) return 'sudo sysctl user.max_user_namespaces=15000';
  return 'in a container, start it with --security-opt seccomp=unconfined';
};

const modules = (names: string): string => `sudo modprobe ${names}; if that fails, the kernel was built without`;

const trials: readonly (Mend & { readonly check: string; readonly script: string })[] = [
  {
    check: 'named namespaces',
    script: 'mount -t tmpfs tmpfs /run; ip netns add cw0',
    status: 'missing',
    mend: 'run outside of a container, or give it CAP_SYS_ADMIN',
  },
  { check: 'veth', script: 'ip link add cw0 type veth peer name cw1', status: 'missing', mend: modules('veth') },
  { check: 'bridge', script: 'ip link add cw0 type bridge', status: 'missing', mend: modules('bridge') },
  {
    check: 'nftables NAT',
    script: 'nft "table ip t { chain c { type nat hook postrouting priority 100; masquerade; }; }"',
    status: 'missing',
    mend: modules('nf_tables nft_chain_nat nft_masq'),
  },
  {
    check: 'nftables NAT for IPv6',
    script: 'nft "table ip6 t { chain c { type nat hook postrouting priority 100; masquerade; }; }"',
    status: 'limited',
    mend: modules('nf_tables nft_chain_nat nft_masq ipv6'),
  },
  {
    check: 'policy routing',
    script: 'ip rule add priority 100 table 100',
    status: 'missing',
    mend: 'the kernel was built without CONFIG_IP_MULTIPLE_TABLES',
  },
  {
    check: 'vxlan',
    script: 'ip link add cw0 type vxlan id 1 dstport 8472 dev lo',
    status: 'limited',
    mend: modules('vxlan'),
  },
];

const features = (): HostCheck[] =>
  trials.map(({ check, script, status, mend }) => {
    const said = complaint({ script, userNamespace: !isRoot() });
    return said === null ? ok(check, 'tried, works') : { check, status, found: said, mend };
  });

/** The table is one for the whole kernel; only its real root can raise it. */
const neighbours = (): HostCheck => {
  const limit = setting('/proc/sys/net/ipv4/neigh/default/gc_thresh3');
  const found = `room for ${limit ?? 'an unknown number of'} learned neighbours, shared by all labs (gc_thresh3)`;
  if (limit === null || limit >= 1024) return ok('neighbour table', found);
  return {
    check: 'neighbour table',
    status: 'limited',
    found,
    mend: 'sudo sysctl net.ipv4.neigh.default.gc_thresh3=8192',
  };
};

const wantedFiles = 4096;

const openFiles = (): HostCheck => {
  const limit =
    /^Max open files\s+\S+\s+(?<hard>\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.groups?.['hard'] ??
    'unknown';
  if (limit === 'unlimited' || Number(limit) >= wantedFiles) return ok('open files', `up to ${limit}`);
  return {
    check: 'open files',
    status: 'limited',
    found: `up to ${limit}`,
    mend: `ulimit -n ${wantedFiles}, for labs of hundreds of machines`,
  };
};
