// What breaks in an overlay and nowhere else, and the claims that must turn red, as in faults.ts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { findLabFile } from '../src/cli/lab-file.ts';
import { checkBroken, type Fault } from './support/broken-lab.ts';
import { exactlyThese } from './support/fault-rows.ts';

type Row = {
  readonly faults: readonly Fault[];
  readonly fails: string;
  readonly unknown?: string;
  readonly profile?: 'strict';
};

const at1 = (by: string): readonly Fault[] => [{ at: 'node1', by }];

/** The whole way between nodes, or the part of it that is not by a pod's own address. */
const betweenNodes = {
  fails:
    'IN-03 IN-04 IN-08 LEAK-01 MTU-01 MTU-02 MTU-03 NAT-01 POD-03 POD-05 POD-08 PROTO-01 PROTO-02 PROTO-03 SVC-01 SVC-02 SVC-03',
  unknown: 'LEAK-07',
};

/** Node `here` gets another VXLAN link, with everything on it that the first one had. */
const exchange = (here: 1 | 2, words: string): string => {
  const there = 3 - here;
  const mac = (node: number): string => `0a:58:0a:00:0${node}:00`;
  return [
    'ip link del vxlan0',
    `ip link add vxlan0 address ${mac(here)} type vxlan ${words} local 10.240.0.${here} dstport 4789 nolearning`,
    'ip link set vxlan0 up',
    `ip address add 10.0.${here}.0/32 dev vxlan0`,
    `bridge fdb add ${mac(there)} dev vxlan0 dst 10.240.0.${there}`,
    `ip neighbour add 10.0.${there}.0 lladdr ${mac(there)} dev vxlan0 nud permanent`,
    `ip route add 10.0.${there}.0/24 via 10.0.${there}.0 dev vxlan0 onlink`,
  ].join('; ');
};

/** Without `dev` the kernel gives a VXLAN link the MTU of any Ethernet. */
const ethernetMtu = (node: 1 | 2, ...pods: readonly string[]): readonly Fault[] => [
  { at: `node${node}`, by: [exchange(node, 'id 1'), ...pods.map((pod) => `ip link set ${pod} mtu 1500`)].join('; ') },
  ...pods.map((at) => ({ at, by: 'ip link set eth0 mtu 1500' })),
];

const silentAboutSize =
  "nft 'table ip fault { chain fault { type filter hook output priority -1; icmp code frag-needed drop; }; }'";

/** Takes away the rule of the lab's own guard that has these words. */
const forget = (words: string): string =>
  `nft delete rule ip causeway guard handle $(nft -a list chain ip causeway guard | sed -n 's/.*${words}.* # handle //p')`;

const rows: Readonly<Record<string, Row>> = {
  'a forwarding entry is missing': {
    faults: at1('bridge fdb del 0a:58:0a:00:02:00 dev vxlan0 dst 10.240.0.2'),
    ...betweenNodes,
  },
  'a node has another VNI than the others': { faults: at1(exchange(1, 'id 2 dev eth0')), ...betweenNodes },
  // At one end alone it would not matter: the other end's cable is right, and says so.
  'nobody has taken off what VXLAN adds': {
    faults: [...ethernetMtu(1, 'pod-a', 'pod-b'), ...ethernetMtu(2, 'pod-c', 'pod-d')],
    fails: 'MTU-01',
  },
  'a node tells nobody that a packet is too big': { faults: at1(silentAboutSize), fails: 'MTU-01' },
  'an overlay is narrower than it should be, and nobody is told': {
    faults: at1(`ip link set vxlan0 mtu 1300; ${silentAboutSize}`),
    fails: 'MTU-01 MTU-02 MTU-03',
  },
  // A cable of a lab carries any number of TCP segments as one packet that is not looked at for its size, and drops those
  // that come alone: whether a stream gets through would be luck. A real one carries none of them.
  'the larger network is narrower than the overlay believes': {
    faults: at1(
      "ip link set eth0 mtu 1400; nft 'table ip fault { chain fault { type filter hook prerouting priority -301; udp dport 4789 meta length > 1400 drop; }; }'",
    ),
    fails: 'MTU-01 MTU-02 MTU-03',
  },
  'a node turns strangers away, unlike default Linux': {
    faults: at1(
      "nft 'table ip fault { chain fault { type filter hook prerouting priority -301; udp dport 4789 ip saddr != 10.240.0.2 drop; }; }'",
    ),
    fails: 'LEAK-02',
  },
  'a strict node forgets to turn strangers away': {
    profile: 'strict',
    faults: at1(forget('dport 4789')),
    fails: 'LEAK-02',
  },
};

const lab = (profile: Row['profile'], directory: string): string => {
  if (profile === undefined) return 'island-vxlan';
  const path = join(directory, 'lab.yaml');
  const text = readFileSync(findLabFile('island-vxlan')?.path ?? '', 'utf8');
  writeFileSync(path, text.replace(/^name: .*$/m, `$&\nprofile: ${profile}`));
  return path;
};

const turnsRed = test.macro(async (t, { faults, fails, unknown = '', profile }: Row) => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const report = await checkBroken(lab(profile, directory), ...faults);
  exactlyThese(t, report, { fail: fails, unknown });
});

// One after the other: each costs seconds of deadlines.
for (const [title, row] of Object.entries(rows)) test.serial(`${title}: ${row.fails}`, turnsRed, row);

for (const profile of [undefined, 'strict'] as const)
  test.serial(`unbroken, ${profile ?? 'textbook'}: none`, turnsRed, {
    faults: [],
    fails: '',
    ...(profile && { profile }),
  });
