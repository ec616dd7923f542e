// What only a strict island promises can fail too: without its rules it is the island of the textbook again.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { isOfSurvival } from './support/broken-lab.ts';
import { type Row, translate, turnRed } from './support/fault-rows.ts';

/** Takes away the rule of a chain of the lab's own that has these words. */
const forget = (chain: string, words: string, family = 'ip'): string =>
  `nft delete rule ${family} causeway ${chain} handle $(nft -a list chain ${family} causeway ${chain} | sed -n 's/.*${words}.* # handle //p')`;

const rows: Readonly<Record<string, Row>> = {
  'a node lets its pods, and its neighbours, send as others': {
    lab: 'island-strict',
    at: 'node1',
    by: forget('guard', 'fib saddr'),
    fails: 'LEAK-07 LEAK-10 LEAK-11',
  },
  'a node speaks of its other leg on the main network': {
    lab: 'island-strict',
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.arp_ignore=0',
    fails: 'LEAK-05',
  },
  'a node forwards to its pods whatever is handed to it': {
    lab: 'island-strict',
    at: 'node1',
    by: forget('forward', 'ct status'),
    fails: 'LEAK-01 LEAK-11',
  },
  'a node lets in what belongs to no connection': {
    lab: 'island-strict',
    at: 'node1',
    by: forget('forward', 'iifname.*ct state invalid'),
    fails: 'LEAK-01 LEAK-11',
  },
  'a node lets in what belongs to no connection for one of its pods': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway forward iifname "eth0" ip daddr 10.0.1.2 ct state invalid accept',
    fails: 'LEAK-01',
  },
  'a node answers its neighbours from its other leg': {
    lab: 'island-strict',
    at: 'node1',
    by: forget('input', 'ct status'),
    fails: 'LEAK-01',
  },
  'a node takes calls of Services from its neighbours': {
    lab: 'island-strict',
    at: 'node1',
    by: forget('guard', '172.30.0.0'),
    fails: 'LEAK-01',
  },
  'the core knows a way to Services': {
    lab: 'island-strict',
    at: 'core',
    by: 'ip route add 172.30.0.0/16 via 10.240.0.1',
    fails: 'LEAK-06',
  },
  'a node forwards what is handed to it for one of its pods': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway forward iifname "eth0" ip daddr 10.0.1.2 accept',
    fails: 'LEAK-01',
  },
  'a node lets lone segments out for one of its pods': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway forward ip saddr 10.0.1.2 accept',
    fails: 'LEAK-03',
  },
  'a node believes one of its pods': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway guard iifname "pod-b" accept',
    fails: 'LEAK-07',
  },
  'a node lets a pod out as somebody outside': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway guard iifname "pod-a" ip saddr 10.128.0.0/16 accept',
    fails: 'LEAK-07',
  },
  'a node believes its neighbours of one of its pods': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway guard iifname "eth0" ip saddr 10.0.1.1 accept',
    fails: 'LEAK-10',
  },
  // What is 46 bytes behind the UDP header is where the packet inside goes to.
  'a node of the overlay takes frames for one of its pods': {
    lab: 'island-vxlan-strict',
    at: 'node1',
    by: 'nft insert rule ip causeway guard udp dport 4789 @th,368,32 0x0a000102 accept',
    fails: 'LEAK-02',
  },
  'a node lets out what belongs to no connection': {
    lab: 'island-strict',
    at: 'node1',
    by: forget('forward', 'oifname.*ct state invalid'),
    fails: 'LEAK-03 LEAK-04 LEAK-11',
  },
  'a strict node takes in from its LAN what is for its loopback': {
    lab: 'island-strict',
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.route_localnet=1',
    fails: 'LEAK-08',
  },
  'a node takes in from a pod what is for its loopback': {
    lab: 'island-strict',
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.pod-b.route_localnet=1',
    fails: 'LEAK-08',
  },
  'a node takes in from another one what is for its loopback': {
    lab: 'island-strict',
    at: 'node2',
    by: 'sysctl -qw net.ipv4.conf.eth1.route_localnet=1',
    fails: 'LEAK-08',
  },
  'a node of the overlay takes in from another one what is for its loopback': {
    lab: 'island-vxlan-strict',
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.vxlan0.route_localnet=1',
    fails: 'LEAK-08',
  },
  'a node forgets idle connections as early as default Linux': {
    lab: 'island-strict',
    at: 'node1',
    by: 'sysctl -qw net.netfilter.nf_conntrack_icmp_timeout=30',
    fails: 'NAT-02',
  },
  'a node lends its pods NodePorts': {
    lab: 'island-strict',
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 oifname "eth0" masquerade'),
    fails: 'NAT-07',
  },
  'one node lends its pods NodePorts, and the other does not': {
    lab: 'island-strict',
    at: 'node2',
    by: translate('postrouting', 'ip saddr 10.0.2.0/24 oifname "eth0" masquerade'),
    fails: 'NAT-07',
  },
  'a node of the overlay takes frames from strangers': {
    lab: 'island-vxlan-strict',
    at: 'node1',
    by: forget('guard', 'dport 4789'),
    fails: 'LEAK-02',
  },
  'a node of the overlay takes a neighbour for its pod': {
    lab: 'island-vxlan-strict',
    at: 'node1',
    by: forget('guard', 'fib saddr'),
    fails: 'LEAK-07 LEAK-10 LEAK-11',
  },
  'a member forwards what is handed to it for pods, in IPv6 alone': {
    lab: 'archipelago-strict',
    at: 'red1',
    by: forget('forward', 'ct status', 'ip6'),
    fails: 'LEAK-01 LEAK-11',
  },
  'a member lets lone segments out, in IPv6 alone': {
    lab: 'archipelago-strict',
    at: 'green1',
    by: forget('forward', 'oifname.*ct state invalid', 'ip6'),
    fails: 'LEAK-03',
  },
  'a member lets lone segments in, in IPv6 alone': {
    lab: 'archipelago-strict',
    at: 'red1',
    by: forget('forward', 'iifname.*ct state invalid', 'ip6'),
    fails: 'LEAK-01 LEAK-11',
  },
  'a member answers solicitations for the gateway of its pods': {
    lab: 'archipelago-strict',
    at: 'red1',
    by: 'sysctl -qw net.ipv6.conf.eth0.proxy_ndp=1; ip -6 neighbour add proxy fd00:1:0:1::ffff dev eth0',
    fails: 'LEAK-05',
  },
};

turnRed(rows);

test('no promise of a strict island alone is without a fault that turns it red', async (t) => {
  const [textbook, strict] = await Promise.all([readLab('island'), readLab('island-strict')]);
  const said = new Set(expectationsOf(textbook.lab).map(({ title }) => title));
  const alone = expectationsOf(strict.lab).filter((claim) => !isOfSurvival(claim) && !said.has(claim.title));
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  t.deepEqual(
    [...new Set(alone.map(({ id }) => id))].filter((id) => !red.has(id)),
    [],
  );
});
