// A larger network: a router, `core`, with a bridge for every LAN, and machines that each have one leg on one.

import { prefixLength } from '../spec/address.ts';
import { ethernetMtu } from '../spec/ethernet.ts';
import type { Host, Lab, Lan } from '../spec/lab.ts';
import { lanOf } from './family.ts';
import { macOf, macOfLink } from './mac.ts';
import { type Segment, segmentsOf, standing } from './segment.ts';
import type { Machine, Step } from './step.ts';

/** Of the lab's own larger network; those of isolated clusters have other names. */
export const core = 'core';

/** The leg of every host and node in the larger network. */
export const mainLink = 'eth0';

export const fabricMachines = (lab: Lab): readonly Machine[] => [
  {
    ...{ name: lab.network.router, kind: 'router', cluster: null, node: null },
    addresses: lab.network.lans.map(({ gateway }) => gateway),
  },
  ...lab.hosts.map(({ name, addresses }): Machine => ({ name, kind: 'host', cluster: null, node: null, addresses })),
];

/** The core's LANs, then every machine on them: hosts, the nodes of all clusters and their proxies. */
export const fabricSteps = (lab: Lab): readonly Step[] => {
  const machines = standing(lab);
  const segments = segmentsOf(lab, machines);
  return [
    ...segments.flatMap((segment) => segmentSteps(lab, segment)),
    ...machines.flatMap((machine) => legSteps(lab, machine)),
    ...segments.flatMap((segment) => segment.machines.flatMap((name) => portSteps(lab, segment, name))),
  ];
};

const segmentSteps = ({ network: { router } }: Lab, { name, lans }: Segment): readonly Step[] => {
  const why = `${router} is the router of ${lans.map(({ cidr }) => cidr).join(' and ')}`;
  return [
    { do: 'link.bridge', netns: router, name, mac: macOfLink(router, name), why },
    ...lans.map(({ gateway, cidr }): Step => {
      return { do: 'address.add', netns: router, link: name, address: `${gateway}/${prefixLength(cidr)}`, why };
    }),
    { do: 'link.up', netns: router, link: name, why },
  ];
};

/** One leg on a LAN. Node, host and proxy alike: the larger network does not know what a node is. */
const legSteps = (lab: Lab, { name, addresses }: Host): readonly Step[] => {
  const { router } = lab.network;
  const why = `${name} has one leg in the larger network, as ${addresses.join(' and ')}, and leaves to ${router} what is not on its LAN`;
  const here = { netns: name, link: mainLink, why };
  const peer = { netns: router, name, mac: macOfLink(router, name) };
  const lans = addresses.flatMap((address) => lanOf(lab, address).map((lan) => ({ ...lan, address })));
  return [
    { do: 'link.veth', netns: name, name: mainLink, mac: macOf(name, addresses), ...widthOf(lans), peer, why },
    { do: 'link.up', ...here },
    ...lans.map(({ address, cidr }): Step => ({
      do: 'address.add',
      ...here,
      address: `${address}/${prefixLength(cidr)}`,
    })),
    ...lans.map((lan): Step => ({
      ...here,
      do: 'route.add',
      to: 'default',
      family: lan.family,
      via: lan.gateway,
      ...unaware(lan),
    })),
  ];
};

/** The core's bridge takes over what the narrowest of its ports can carry, and tells whoever sends more. */
const widthOf = (lans: readonly Lan[]): { readonly mtu?: number } => {
  const mtu = lans.find((lan) => lan.mtu !== ethernetMtu)?.mtu;
  return mtu === undefined ? {} : { mtu };
};

/** Of a segment: an IP header and that of TCP (RFC 9293, 3.7.1). */
const headers = { 4: 20 + 20, 6: 40 + 20 } as const;

/**
 * Whoever stands behind a narrow link would ask for small segments if it knew, and nobody would have to find out. Most
 * narrow links are somewhere in between, and known to neither end.
 */
const unaware = ({ mtu, family }: Lan): { readonly advmss?: number } =>
  mtu === ethernetMtu ? {} : { advmss: ethernetMtu - headers[family] };

/** The other end of the leg, a port of the segment's bridge. */
const portSteps = ({ network }: Lab, segment: Segment, name: string): readonly Step[] => {
  const here = {
    netns: network.router,
    link: name,
    why: `${segment.machines.join(', ')}: plugged into ${segment.name}`,
  };
  return [
    { do: 'link.master', ...here, master: segment.name },
    { do: 'link.up', ...here },
  ];
};
