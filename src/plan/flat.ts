// Flat: pod ranges are part of the larger network. Its router knows which node has which range, and there is no other
// network: nodes have one leg.

import { contains, familyOf } from '../spec/address.ts';
import type { Lab, Node } from '../spec/lab.ts';
import { core, mainLink } from './fabric.ts';
import { alone, lanOf, sameFamily } from './family.ts';
import type { Step } from './step.ts';
import type { Wiring } from './wiring.ts';

export const flat: Wiring = {
  machines: () => [],
  steps: (lab, cluster) => [
    ...cluster.nodes.flatMap((node) => [
      ...gatewaySteps(node),
      ...cluster.nodes.filter(({ name }) => name !== node.name).flatMap((other) => shortWays(lab, node, other)),
    ]),
    ...cluster.nodes.flatMap((node) => waysOfCore(node)),
  ],
};

/** The gateway's address belongs to no cable more than to another, so `lo` has it. */
export const gatewaySteps = ({ name, podGateways, podCidrs }: Node): readonly Step[] => [
  ...podGateways.map((address): Step => ({
    do: 'address.add',
    netns: name,
    link: 'lo',
    address: alone(address),
    why: `${name} is the gateway of its pods`,
  })),
  ...podCidrs.map((to): Step => ({
    do: 'route.add',
    netns: name,
    to,
    family: familyOf(to),
    type: 'unreachable',
    why: `a pod address that nobody has ends at ${name}, and does not go back and forth between it and core`,
  })),
];

/** Nodes on one LAN need no router between them; for all others the default route to core is the way. */
const shortWays = (lab: Lab, node: Node, other: Node): readonly Step[] =>
  waysTo(other)
    .filter(({ via }) => lanOf(lab, via).some(({ cidr }) => node.addresses.some((address) => contains(cidr, address))))
    .map(({ to, via }) => ({
      do: 'route.add',
      netns: node.name,
      to,
      family: familyOf(to),
      via,
      link: mainLink,
      why: `${node.name} is on one LAN with ${other.name} and finds its pods there`,
    }));

const waysOfCore = (node: Node): readonly Step[] =>
  waysTo(node).map(({ to, via }) => ({
    do: 'route.add',
    netns: core,
    to,
    family: familyOf(to),
    via,
    why: `the larger network knows that ${node.name} has the pods ${node.podCidrs.join(' and ')}`,
  }));

type Way = { readonly to: string; readonly via: string };

const waysTo = ({ addresses, podCidrs }: Node): readonly Way[] =>
  podCidrs.flatMap((to) => sameFamily(to, addresses).map((via) => ({ to, via })));
