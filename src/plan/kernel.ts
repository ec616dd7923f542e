// Kernel settings. A new network namespace takes over the host's IPv4 settings, so everything the lab relies on is
// written, whether or not it is the default. All of it before the first link exists: links copy `default` when made.

import type { Lab } from '../spec/lab.ts';
import { hasFamily } from './family.ts';
import type { Machine, MachineKind, StepOf } from './step.ts';

type Setting = {
  readonly key: string;
  readonly value: string;
  readonly kinds: readonly MachineKind[];
  /** IPv6 settings only where the lab has IPv6, or (`absent`) only where it has none. */
  readonly ipv6?: 'present' | 'absent';
  readonly ifPresent?: true;
  readonly why: string;
};

// A token bucket for the whole machine stands behind the rate limit; only an empty mask passes both by.
const unreachable = '"unreachable" is said every time it is so, not once a second';

const forwarding: readonly MachineKind[] = ['router', 'node'];
const onLan: readonly MachineKind[] = ['router', 'host', 'node', 'proxy'];
const everybody: readonly MachineKind[] = ['router', 'host', 'node', 'pod', 'proxy'];

/** Off on the links there are, and on those to come. */
const onAllLinks = (name: string, kinds: readonly MachineKind[], why: string): readonly Setting[] =>
  ['all', 'default'].map((links) => ({ key: `net.ipv4.conf.${links}.${name}`, value: '0', kinds, why }));

// ip_forward comes first: writing it resets other settings of the namespace.
const settings: readonly Setting[] = [
  { key: 'net.ipv4.ip_forward', value: '1', kinds: forwarding, why: 'the router and the nodes forward for others' },
  { key: 'net.ipv4.ip_forward', value: '0', kinds: ['host', 'pod'], why: 'hosts and pods forward for nobody' },
  {
    key: 'net.ipv4.ip_forward',
    value: '0',
    kinds: ['proxy'],
    why: 'a proxy forwards nothing: its connections are its own',
  },
  {
    key: 'net.ipv6.conf.all.forwarding',
    value: '1',
    kinds: forwarding,
    ipv6: 'present',
    why: 'the router and the nodes forward for others',
  },
  {
    key: 'net.ipv6.conf.all.disable_ipv6',
    value: '1',
    kinds: everybody,
    ipv6: 'absent',
    why: 'this lab has no IPv6, so nobody speaks it on any link',
  },
  {
    key: 'net.ipv6.conf.all.disable_ipv6',
    value: '1',
    kinds: ['switch'],
    why: 'a switch carries frames and has no address of its own',
  },
  {
    key: 'net.ipv6.conf.default.accept_dad',
    value: '0',
    kinds: everybody,
    ipv6: 'present',
    why: 'IPv6 addresses are good at once: nobody in a lab can have taken them',
  },
  {
    key: 'net.ipv6.conf.default.accept_ra',
    value: '0',
    kinds: ['host'],
    ipv6: 'present',
    why: 'no host takes an address or a route from a router advertisement, as those that forward do not: the plan gives all',
  },
  ...onAllLinks(
    'rp_filter',
    onLan,
    'packets may come by whichever link they come: the model decides what passes, and no filter',
  ),
  ...onAllLinks(
    'arp_ignore',
    onLan,
    'ARP is answered for any address of the machine, as Linux does unless told otherwise',
  ),
  ...onAllLinks('send_redirects', forwarding, 'no sender is told of a shorter way: packets go the way the plan says'),
  ...onAllLinks('route_localnet', ['node'], '127.0.0.0/8 stays inside the node'),
  ...['icmp_ratelimit', 'icmp_ratemask'].map((name): Setting => ({
    key: `net.ipv4.${name}`,
    value: '0',
    kinds: forwarding,
    why: unreachable,
  })),
  { key: 'net.ipv6.icmp.ratelimit', value: '0', kinds: forwarding, ipv6: 'present', why: unreachable },
  // A list of types, and type 0 is reserved (RFC 4443): the list names nothing that is ever sent.
  { key: 'net.ipv6.icmp.ratemask', value: '0', kinds: forwarding, ipv6: 'present', why: unreachable },
  // With br_netfilter loaded, as Docker does on its hosts, the router's own rules would see what only crosses its bridges.
  ...['arptables', 'ip6tables', 'iptables'].map((tables): Setting => ({
    key: `net.bridge.bridge-nf-call-${tables}`,
    value: '0',
    kinds: ['router', 'switch'],
    ifPresent: true,
    why: 'a bridge is a bridge: what crosses it is not routed, and no rule for routed packets sees it',
  })),
  { key: 'net.ipv4.ping_group_range', value: '0 0', kinds: everybody, why: 'ping works without raw sockets' },
];

/** A setting at a time over all machines, so that the reason is read once. */
export const kernelSteps = (lab: Lab, machines: readonly Machine[]): readonly StepOf<'sysctl.set'>[] => {
  const family = hasFamily(lab, 6) ? 'present' : 'absent';
  return settings
    .filter(({ ipv6 }) => ipv6 === undefined || ipv6 === family)
    .flatMap((setting) =>
      machines.filter(({ kind }) => setting.kinds.includes(kind)).map(({ name }) => stepOf(setting, name)),
    );
};

const stepOf = ({ key, value, ifPresent, why }: Setting, netns: string): StepOf<'sysctl.set'> => ({
  do: 'sysctl.set',
  netns,
  key,
  value,
  ...(ifPresent === undefined ? {} : { ifPresent }),
  why,
});
