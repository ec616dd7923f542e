// How long a connection may be idle before it is forgotten, in seconds: what Linux does unless told otherwise, and what
// the standards ask for.

import { familyOf } from '../spec/address.ts';
import type { Node, Profile } from '../spec/lab.ts';
import type { ExpectedSetting } from './expectation.ts';

type Timer = {
  readonly name: string;
  /** net/netfilter/nf_conntrack_proto_*.c */
  readonly linux: number;
  readonly asks?: ExpectedSetting['asks'];
};

const udp = { atLeast: 120, who: 'RFC 4787 REQ-5' } as const;
/** Two hours and four minutes, and four minutes while a connection is being opened or closed. */
const tcp = {
  established: { atLeast: 7440, who: 'RFC 5382 REQ-5' },
  transitory: { atLeast: 240, who: 'RFC 5382 REQ-5' },
};
const icmp = { atLeast: 60, who: 'RFC 5508 REQ-2' } as const;

const timers: readonly Timer[] = [
  { name: 'udp_timeout', linux: 30, asks: udp },
  { name: 'udp_timeout_stream', linux: 120, asks: udp },
  { name: 'tcp_timeout_established', linux: 432_000, asks: tcp.established },
  { name: 'tcp_timeout_syn_sent', linux: 120, asks: tcp.transitory },
  { name: 'tcp_timeout_syn_recv', linux: 60, asks: tcp.transitory },
  { name: 'tcp_timeout_fin_wait', linux: 120, asks: tcp.transitory },
  { name: 'tcp_timeout_close_wait', linux: 60, asks: tcp.transitory },
  { name: 'tcp_timeout_last_ack', linux: 30, asks: tcp.transitory },
  { name: 'tcp_timeout_time_wait', linux: 120, asks: tcp.transitory },
  { name: 'icmp_timeout', linux: 30, asks: icmp },
];

const ipv6: readonly Timer[] = [{ name: 'icmpv6_timeout', linux: 30, asks: icmp }];

export const timersOf = (profile: Profile, { addresses }: Node): readonly ExpectedSetting[] =>
  [...timers, ...(addresses.some((address) => familyOf(address) === 6) ? ipv6 : [])].map(({ name, linux, asks }) => ({
    key: `net.netfilter.nf_conntrack_${name}`,
    ...(profile === 'strict' && asks !== undefined ? { atLeast: asks.atLeast } : { atLeast: linux, usual: linux }),
    ...(asks === undefined ? {} : { asks }),
  }));
