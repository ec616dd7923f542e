// What is claimed of VIPs that nodes elect one of them for can fail too: nobody takes over, or nobody is told of it.

import { type Row, turnRed } from './support/fault-rows.ts';

/** Ends the daemon of a node, and waits until it has ended; an orderly end gives up what it has. */
const ends = (machine: string): string =>
  `kill -TERM $(cat /run/causeway/${machine}/keepalived.pid); timeout 20 sh -c "while [ -e /run/causeway/${machine}/keepalived.pid ]; do sleep 0.05; done"`;

const rows: Readonly<Record<string, Row>> = {
  'the node that would take over does not stand for election any more': {
    lab: 'vip-vrrp',
    at: 'node2',
    by: ends('node2'),
    fails: 'IN-11',
  },
  'who takes over is not believed in IPv4, and the LAN goes on sending to the dead one': {
    lab: 'vip-vrrp',
    family: 4,
    at: 'core',
    by: "nft 'table arp fault { chain fault { type filter hook input priority 0; arp saddr ip { 10.240.0.100, 10.240.0.101 } arp daddr ip { 10.240.0.100, 10.240.0.101 } drop; }; }'",
    fails: 'IN-11',
  },
  'who takes over is not believed in IPv6': {
    lab: 'vip-vrrp',
    family: 6,
    at: 'core',
    by: "nft 'table ip6 fault { chain fault { type filter hook input priority 0; ip6 daddr ff02::1 icmpv6 type nd-neighbor-advert drop; }; }'",
    fails: 'IN-11',
  },
  'a node guards a VIP against its neighbours, too': {
    lab: 'vip-vrrp',
    family: 6,
    at: 'node1',
    by: `nft delete rule ip6 causeway input handle $(nft -a list chain ip6 causeway input | sed -n 's/.*nd-neighbor-advert.* # handle //p')`,
    fails: 'IN-11',
  },
  'nobody stands for election': {
    lab: 'vip-vrrp',
    at: 'node1',
    by: `${ends('node2')}; ${ends('node1')}`,
    fails: 'IN-10 IN-11 MTU-01 MTU-03',
    unknown: 'IN-10 IN-11',
  },
};

turnRed(rows);
