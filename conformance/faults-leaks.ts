// What a textbook cluster leaks is claimed as a leak: whoever closes one by hand, as a careful administrator would, turns
// that claim red, and no other. So a leak that the kernel of tomorrow no longer has does not go unnoticed either.

import { type Row, rule, turnRed } from './support/fault-rows.ts';

const island = { lab: 'island', at: 'node1' };

/** In a chain that comes before conntrack, and before any way is chosen. */
const guard = (words: string): string =>
  `nft 'table ip fault { chain fault { type filter hook prerouting priority raw - 1; ${words}; }; }'`;

const rows: Readonly<Record<string, Row>> = {
  'a node forwards nothing that a neighbour hands to it for a pod': {
    ...island,
    by: rule('forward', 'iifname eth0 ip saddr 10.240.0.254 ct state new ct status & dnat != dnat drop'),
    fails: 'LEAK-01',
  },
  // LEAK-01 too: of a connection that one node takes in and another one answers, each sees but one half.
  'a node lets nothing through that belongs to no connection': {
    ...island,
    by: rule('forward', 'ct state invalid drop'),
    fails: 'LEAK-01 LEAK-03',
  },
  'a node lets nothing out that belongs to no connection': {
    ...island,
    by: rule('forward', 'oifname eth0 ip daddr 10.128.1.1 ct state invalid drop'),
    fails: 'LEAK-03',
  },
  'a node takes from its pods only what is theirs': {
    ...island,
    by: guard('iifname "pod-*" fib saddr . iif oif missing drop'),
    fails: 'LEAK-07',
  },
  'a node takes from its neighbours nothing that its pods would send': {
    ...island,
    by: guard('iifname eth0 ip saddr 10.0.0.0/16 drop'),
    fails: 'LEAK-10',
  },
};

turnRed(rows);
