// Profile strict: closes what default Linux leaves open between a cluster and the larger network.

import type { Lab, Node } from '../spec/lab.ts';
import { podNetworkOf } from './members.ts';
import { mainLink } from './fabric.ts';
import { inFamily } from './family.ts';
import { anyOf, type Chains, headerOf } from './nft.ts';
import type { Seat } from './seat.ts';
import type { StepOf } from './step.ts';

export const strict = (seat: Seat): Chains =>
  seat.lab.profile === 'strict'
    ? { guard: guard(seat), forward: [...lone(seat), ...injected(seat)], input: injected(seat) }
    : {};

const guard = ({ cluster, family }: Seat): readonly string[] => {
  const services = inFamily(family, cluster.serviceCidrs);
  return [
    '# a source must live where the packet came from: pods send as themselves, and no pod sends from the larger network',
    'fib saddr . iif oif missing drop',
    ...(services.length === 0
      ? []
      : [
          '# Service addresses are for insiders',
          `iifname "${mainLink}" ${headerOf(family)} daddr ${anyOf(services)} drop`,
        ]),
  ];
};

/**
 * Between the cluster and the larger network alone. Inside it is no leak, and must get through: a node that has forgotten
 * a connection sends it on by a source port that another node may remember of one that is over. There it belongs to
 * none, and only the endpoint that it was sent to can say so.
 */
const lone = (seat: Seat): readonly string[] => {
  const [from, to] = [strangers(seat, 'saddr'), strangers(seat, 'daddr')];
  return [
    '# segments outside any connection escape translation, and would leave with the address of a pod',
    `oifname "${mainLink}" ${to}ct state invalid drop`,
    '# and nobody outside has anything to say in one that is none',
    `iifname "${mainLink}" ${from}ct state invalid drop`,
  ];
};

/** A flat cluster is at home in the larger network: there its own have to be told from strangers by their addresses. */
const strangers = ({ lab, cluster, family }: Seat, end: 'saddr' | 'daddr'): string => {
  if (cluster.model !== 'flat') return '';
  const own = inFamily(family, [...podNetworkOf(lab, cluster), ...cluster.nodes.flatMap(({ addresses }) => addresses)]);
  return own.length === 0 ? '' : `${headerOf(family)} ${end} != ${anyOf(own)} `;
};

/** Somebody who routes a pod range to a node by hand. A flat network does that on purpose. */
const injected = ({ lab, cluster, family }: Seat): readonly string[] => {
  const pods = inFamily(family, podNetworkOf(lab, cluster));
  if (cluster.model === 'flat' || pods.length === 0) return [];
  return [
    '# from outside only by a gateway: a route to the pods is not one',
    `iifname "${mainLink}" ${headerOf(family)} daddr ${anyOf(pods)} ct state new ct status & dnat != dnat drop`,
  ];
};

/** ARP for an address only on the link that has it, and only with an address of that link. */
export const quietSteps = ({ profile }: Lab, { name }: { readonly name: string }): readonly StepOf<'sysctl.set'>[] => {
  if (profile !== 'strict') return [];
  const why = `${name} says nothing on the larger network about addresses that it has elsewhere`;
  return [
    { do: 'sysctl.set', netns: name, key: `net.ipv4.conf.${mainLink}.arp_ignore`, value: '1', why },
    { do: 'sysctl.set', netns: name, key: `net.ipv4.conf.${mainLink}.arp_announce`, value: '2', why },
  ];
};

const patience = 'a connection is forgotten no sooner than RFC 4787 (UDP), RFC 5382 (TCP) and RFC 5508 (ICMP) allow';

/** Seconds. Linux waits five days for established TCP, which is more than is asked for. */
const timers = {
  udp_timeout: 300,
  udp_timeout_stream: 300,
  tcp_timeout_syn_sent: 240,
  tcp_timeout_syn_recv: 240,
  tcp_timeout_fin_wait: 240,
  tcp_timeout_close_wait: 240,
  tcp_timeout_last_ack: 240,
  tcp_timeout_time_wait: 240,
  icmp_timeout: 60,
  icmpv6_timeout: 60,
} as const;

/** After the rules are loaded: it is they that bring connection tracking into the kernel, and its settings with it. */
export const timerSteps = ({ profile }: Lab, { name }: Node): readonly StepOf<'sysctl.set'>[] =>
  profile !== 'strict'
    ? []
    : Object.entries(timers).map(([timer, seconds]) => ({
        ...{ do: 'sysctl.set', netns: name, key: `net.netfilter.nf_conntrack_${timer}`, value: String(seconds) },
        why: patience,
      }));
