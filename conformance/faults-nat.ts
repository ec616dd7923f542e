// What is claimed of translation, of connection tracking, of ICMP errors and of narrow links can fail too: a node that
// chooses other ports, keeps other books, forgets sooner, lets strangers in, or lets errors get lost.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { type Row, rule, translate, turnRed } from './support/fault-rows.ts';

const island = { lab: 'island', at: 'node1' } as const;
const pool = { lab: 'nat-pool', at: 'node1' } as const;
const narrow = { lab: 'narrow', at: 'node1' } as const;
const leaving = 'ip saddr 10.0.1.0/24 oifname "eth0"';
const leavingNode2 = 'ip saddr 10.0.2.0/24 oifname "eth0"';

/** Packets that connection tracking never hears of. */
const untracked = (words: string): string =>
  `nft 'table ip fault { chain fault { type filter hook prerouting priority raw; ${words} notrack; }; }'`;

const rows: Readonly<Record<string, Row>> = {
  'a node keeps no entry of what passes between its pods': {
    ...{ ...island, by: untracked('ip saddr 10.0.1.1 ip daddr 10.0.1.2'), fails: 'NAT-01 SVC-02 SVC-03' },
  },
  'a router that translates nothing keeps entries all the same': {
    ...{ ...island, at: 'core', by: rule('forward', 'ct state new counter'), fails: 'NAT-01' },
  },
  'a pod keeps entries of its own': {
    ...{ ...island, at: 'pod-a', by: rule('output', 'ct state new counter'), fails: 'NAT-01' },
  },
  'a node translates what it need not': {
    ...{ ...island, by: translate('postrouting', 'ip saddr 10.0.1.1 ip daddr 10.0.1.2 masquerade') },
    fails: 'LEAK-10 NAT-01 POD-02 SVC-02',
  },
  'a node forgets idle connections one second sooner than Linux does': {
    ...{ ...island, by: 'sysctl -qw net.netfilter.nf_conntrack_udp_timeout=29', fails: 'NAT-02' },
  },
  'a node forgets idle connections later than Linux does, which it may': {
    ...{ ...island, fails: '' },
    by: 'sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300 net.netfilter.nf_conntrack_icmp_timeout=60',
  },
  'a node draws every source port by lot': {
    ...{ ...island, by: translate('postrouting', `${leaving} masquerade fully-random`) },
    ...{ fails: 'NAT-03 NAT-04 NAT-07', unknown: 'NAT-05' },
  },
  'one node draws every source port by lot, and the other does not': {
    ...{ ...island, at: 'node2', by: translate('postrouting', `${leavingNode2} masquerade fully-random`) },
    ...{ fails: 'NAT-03 NAT-04 NAT-07', unknown: 'NAT-05' },
  },
  'a node has one source port for all': {
    ...{ ...island, by: translate('postrouting', `${leaving} udp dport 9004 snat to 10.240.0.1:61001`) },
    fails: 'NAT-03',
  },
  'a node has other source ports for some destinations': {
    ...{ ...island, by: translate('postrouting', `${leaving} udp dport 9002 masquerade to :62000-62009`) },
    fails: 'NAT-04',
  },
  'whoever sends to the port of a pod gets to the pod': {
    ...{ ...island, by: translate('prerouting', 'iifname "eth0" udp dport 61003 dnat to 10.0.1.1') },
    fails: 'NAT-05',
  },
  'a pod gets to another one by the port that its node lent it': {
    ...{ ...island, by: translate('prerouting', 'ip saddr 10.0.1.2 udp dport 61003 dnat to 10.0.1.1') },
    fails: 'NAT-05',
  },
  'a node lends nobody its NodePorts, unlike default Linux': {
    ...{ ...island, by: translate('postrouting', `${leaving} tcp sport 30080 masquerade to :32768-65535`) },
    fails: 'NAT-07',
  },
  'errors do not get back to a pod': {
    ...{ ...island, by: rule('forward', 'ip daddr 10.0.1.1 icmp type time-exceeded drop'), fails: 'ICMP-01' },
  },
  'errors do not get back to the pods of one node': {
    ...{ ...island, at: 'node2', fails: 'ICMP-01' },
    by: rule('forward', 'icmp type { destination-unreachable, time-exceeded } drop'),
  },
  'a node does not see what an error is about': {
    ...{ ...island, by: untracked('iifname "eth0" icmp type time-exceeded'), fails: 'ICMP-01' },
  },
  'the target keeps to itself that a port is closed': {
    ...{ ...island, at: 'other', by: rule('output', 'icmp type destination-unreachable drop'), fails: 'ICMP-01' },
  },
  'a router passes on what has passed too many': {
    ...{ ...island, at: 'core', fails: 'ICMP-01' },
    by: "nft 'table ip fault { chain fault { type filter hook prerouting priority raw; ip ttl 1 ip ttl set 2; }; }'",
  },
  'a node has one source port more than the lab says': {
    ...{ ...pool, by: translate('postrouting', `${leaving} tcp dport 9001 masquerade to :61000-61032`) },
    fails: 'NAT-06',
  },
  'the second node has one source port more than the lab says': {
    ...{
      ...pool,
      at: 'node2',
      by: translate('postrouting', `${leavingNode2} tcp dport 9001 masquerade to :61000-61032`),
    },
    fails: 'NAT-06',
  },
  'a node has one source port less than the lab says': {
    ...{ ...pool, by: translate('postrouting', `${leaving} tcp dport 9001 masquerade to :61000-61030`) },
    fails: 'NAT-06',
  },
  'a node counts connections, and drops those that are too many by a rule': {
    ...{ ...pool, fails: 'NAT-06' },
    by: `${translate('postrouting', `${leaving} tcp dport 9001 masquerade to :61000-61063`)}
      nft 'table ip few { chain few { type filter hook forward priority 0; tcp dport 9001 ct count over 32 drop; }; }'`,
  },
  'a node keeps to itself what core says of sizes': {
    ...{ ...narrow, by: rule('forward', 'icmp type destination-unreachable icmp code frag-needed drop') },
    fails: 'MTU-04 MTU-05',
  },
  'a node keeps to itself what core says of sizes in IPv6': {
    ...{ ...narrow, fails: 'MTU-04 MTU-05' },
    by: "nft 'table ip6 fault { chain fault { type filter hook forward priority -1; icmpv6 type packet-too-big drop; }; }'",
  },
  'a node takes what core says of sizes for its own': {
    ...{ ...narrow, by: untracked('iifname "eth0" icmp type destination-unreachable icmp code frag-needed') },
    fails: 'MTU-04 MTU-05',
  },
  'the narrow link is narrower than the lab says': {
    ...{ ...narrow, at: 'core', by: 'ip link set lan3 mtu 1290', fails: 'MTU-04 MTU-05' },
  },
  'a node makes segments small enough beforehand': {
    ...{ ...narrow, fails: '' },
    by: "nft 'table inet fault { chain fault { type filter hook forward priority -1; tcp flags syn tcp option maxseg size set 1200; }; }'",
  },
};

turnRed(rows);

test('no claim about translation is without a fault that turns it red', async (t) => {
  const labs = await Promise.all(['island', 'nat-pool', 'narrow'].map((name) => readLab(name)));
  const claimed = labs.flatMap(({ lab }) =>
    (['tracking', 'nat', 'icmp', 'narrow'] as const).flatMap((family) => expectationsOf(lab, family)),
  );
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  const tried = claimed.filter(({ skip }) => skip === undefined);
  t.deepEqual([...new Set(tried.map(({ id }) => id)).difference(red)], []);
});
