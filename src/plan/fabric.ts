// A larger network: a router, `core`, with a bridge for every LAN, and machines that each have one leg on one.

import { prefixLength } from '../spec/address.ts';
import type { Host, Lab } from '../spec/lab.ts';
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
    { do: 'link.veth', netns: name, name: mainLink, mac: macOf(name, addresses), peer, why },
    { do: 'link.up', ...here },
    ...lans.map(({ address, cidr }): Step => ({
      do: 'address.add',
      ...here,
      address: `${address}/${prefixLength(cidr)}`,
    })),
    ...lans.map(({ gateway, family }): Step => ({ do: 'route.add', ...here, to: 'default', family, via: gateway })),
  ];
};

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
