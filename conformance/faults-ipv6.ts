// IPv6 can be broken by itself: in labs of two families only the claims of IPv6 turn red, and IPv4 goes on as promised.
// The other way round, too.

import type { Family } from '../src/spec/lab.ts';
import { type Row, turnRed } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';
/** Whatever must be delivered to a pod of a node over the node's LAN. */
const behindNode1 = `ICMP-01 IN-01 IN-03 IN-04 MTU-01 MTU-02 MTU-03 NAT-01 OUT-01 OUT-06 POD-03 POD-05 POD-07 POD-08 ${path} SVC-01`;

/** A rule of its own in the table of a family, before those of the lab where the order matters. */
const rule = (family: 'ip' | 'ip6', hook: 'input' | 'forward', words: string): string =>
  `nft 'table ${family} fault { chain fault { type filter hook ${hook} priority -1; ${words}; }; }'`;

const masquerade = (family: 'ip' | 'ip6', words: string): string =>
  `nft 'table ${family} fault { chain fault { type nat hook postrouting priority 99; ${words} masquerade; }; }'`;

/** Takes away the rule of the lab's own postrouting chain that matches. */
const forget = (family: 'ip' | 'ip6', pattern: string): string =>
  `nft delete rule ${family} causeway postrouting handle $(nft -a list chain ${family} causeway postrouting | sed -n 's/.*${pattern}.* # handle //p')`;

const rows: Readonly<Record<string, Row & { readonly family: Family }>> = {
  'a node forwards IPv4 alone': {
    lab: 'dual-stack',
    family: 6,
    at: 'node1',
    by: 'sysctl -qw net.ipv6.conf.all.forwarding=0',
    fails: `ICMP-01 IN-01 IN-03 IN-04 IN-05 IN-08 IN-15 LEAK-07 LEAK-10 MTU-01 MTU-02 MTU-03 NAT-01 OUT-01 OUT-06 POD-02 POD-03 POD-05 POD-07 POD-08 ${path} SVC-01 SVC-02 SVC-03`,
    unknown: 'IN-06 LEAK-07',
  },
  'the core forgets the IPv6 route to a node': {
    lab: 'dual-stack',
    family: 6,
    at: 'core',
    by: 'ip -6 route del fd00:1:0:1::/64',
    fails: `ICMP-01 IN-01 MTU-01 MTU-03 NAT-01 OUT-01 OUT-06 ${path}`,
  },
  'the flat family is masqueraded by accident, as the other one is on purpose': {
    lab: 'dual-stack',
    family: 6,
    at: 'node1',
    by: masquerade('ip6', 'ip6 saddr fd00:1:0:1::/64 ip6 daddr != fd00:1::/48 oifname "eth0"'),
    fails: 'NAT-01 OUT-01 OUT-06 POD-07 PROTO-03',
  },
  'the core keeps IPv6 from the pods, as if they were on an island there, too': {
    lab: 'dual-stack',
    family: 6,
    at: 'core',
    by: rule('ip6', 'forward', 'ip6 daddr fd00:1::/48 ct state new drop'),
    fails: `IN-01 NAT-01 ${path}`,
  },
  'a VIP is led nowhere in IPv6': {
    lab: 'dual-stack',
    family: 6,
    at: 'core',
    by: 'ip -6 route del fd00:200::1',
    fails: 'IN-10 IN-11 MTU-03',
    unknown: 'IN-10',
  },
  'the core learns the range of the island, in IPv4': {
    lab: 'dual-stack',
    family: 4,
    at: 'core',
    by: 'ip route add 10.0.1.0/24 via 10.240.0.1',
    fails: 'IN-01 LEAK-06',
  },
  'the island is not masqueraded in IPv4, and flat IPv6 needs none': {
    lab: 'dual-stack',
    family: 4,
    at: 'node1',
    by: forget('ip', 'oifname "eth0" masquerade'),
    fails: `ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 ${path}`,
    unknown: 'NAT-05',
  },
  'the island has nobody who masquerades its IPv6': {
    lab: 'island-ipv6',
    family: 6,
    at: 'node1',
    by: forget('ip6', 'oifname "eth0" masquerade'),
    fails: `ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 ${path}`,
    unknown: 'NAT-05',
  },
  'the core learns the unique local range': {
    lab: 'island-ipv6',
    family: 6,
    at: 'core',
    by: 'ip -6 route add fd10:0:0:1::/64 via fd00:240::1',
    fails: 'IN-01 LEAK-06',
  },
  'nobody answers neighbour solicitations for a VIP': {
    lab: 'island-ipv6',
    family: 6,
    at: 'node1',
    by: 'ip -6 address del fd00:240::100/128 dev eth0',
    fails: 'IN-10 IN-11 MTU-03',
    unknown: 'IN-10',
  },
  'a VIP is as good as the own address of its node': {
    lab: 'island-ipv6',
    family: 6,
    at: 'node1',
    by: 'ip -6 address change fd00:240::100/128 dev eth0 preferred_lft forever && ip -6 address change fd00:240::1/64 dev eth0 preferred_lft 0',
    fails: 'LEAK-11 OUT-02 POD-07',
  },
  'a node answers neighbour solicitations for a pod that is none of the LAN': {
    lab: 'island-ipv6',
    family: 6,
    at: 'node1',
    by: 'sysctl -qw net.ipv6.conf.eth0.proxy_ndp=1 && ip -6 neigh add proxy fd10:0:0:1::1 dev eth0',
    fails: 'LEAK-05',
  },
  'a node answers for one pod less': {
    lab: 'flat-proxy-ndp',
    family: 6,
    at: 'node1',
    by: 'ip -6 neigh del proxy fd00:1:0:1::1 dev eth0',
    fails: behindNode1,
    unknown: 'LEAK-07',
  },
  'a node answers for nobody in IPv6': {
    lab: 'flat-proxy-ndp',
    family: 6,
    at: 'node1',
    by: 'sysctl -qw net.ipv6.conf.eth0.proxy_ndp=0',
    fails: `${behindNode1} SVC-02 SVC-03`,
    unknown: 'LEAK-07',
  },
  'a node answers for nobody in IPv4': {
    lab: 'flat-proxy-ndp',
    family: 4,
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.proxy_arp=0',
    fails: `${behindNode1} SVC-02 SVC-03`,
    unknown: 'LEAK-07',
  },
  'Packet Too Big gets lost at a node': {
    lab: 'island-vxlan-ipv6',
    family: 6,
    at: 'node1',
    by: `nft 'table ip6 fault { chain fault { type filter hook output priority -1; icmpv6 type packet-too-big drop; }; }'`,
    fails: 'MTU-01',
  },
  'the overlay is narrower than it need be': {
    lab: 'island-vxlan-ipv6',
    family: 6,
    at: 'node1',
    by: 'ip link set vxlan0 mtu 1400',
    fails: 'MTU-01 MTU-02',
  },
};

turnRed(rows);
