// Island: the cluster has a network of its own, a switch that only its nodes are plugged into. Every node stands with
// one leg in each network, and the larger one never hears of a pod.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Node } from '../spec/lab.ts';
import { alone, sameFamily, shared } from './family.ts';
import { macOfLink } from './mac.ts';
import { blocksAt } from './pods.ts';
import { refusalSteps } from './refusal.ts';
import type { Step } from './step.ts';
import { overlay } from './vxlan.ts';
import type { Wiring } from './wiring.ts';

/** A node's leg in the cluster's own network. */
export const podLink = 'eth1';
/** What the legs are plugged into, in the switch. */
export const bridge = 'br0';

export const switchOf = ({ name }: Cluster): string => `net-${name}`;

/** The cluster's own network is a switch, or lies inside UDP between the nodes. */
export const island: Wiring = {
  machines: (cluster, lab) => wiringOf(cluster).machines(cluster, lab),
  steps: (lab, cluster) => wiringOf(cluster).steps(lab, cluster),
};

const wiringOf = ({ dataplane }: Cluster): Wiring => ({ routed: switched, vxlan: overlay })[dataplane];

const switched: Wiring = {
  machines: (cluster) => [
    { name: switchOf(cluster), kind: 'switch', cluster: cluster.name, node: null, addresses: [] },
  ],
  steps: (_lab, cluster) => {
    const netns = switchOf(cluster);
    const why = `${netns} is the cluster's own network, and no router joins it to the larger one`;
    return [
      { do: 'link.bridge', netns, name: bridge, mac: macOfLink(netns, bridge), why },
      { do: 'link.up', netns, link: bridge, why },
      ...cluster.nodes.flatMap((node) => legSteps(cluster, node)),
      ...cluster.nodes.flatMap(({ name }): Step[] => [
        { do: 'link.master', netns, link: name, master: bridge, why: `${name} is plugged into ${netns}` },
        { do: 'link.up', netns, link: name, why: `${name} is plugged into ${netns}` },
      ]),
    ];
  },
};

const legSteps = (cluster: Cluster, node: Node): readonly Step[] => {
  const netns = switchOf(cluster);
  const cable = `${node.name} has its other leg in ${netns}, as the gateway of its pods`;
  return [
    {
      do: 'link.veth',
      netns: node.name,
      name: podLink,
      mac: macOfLink(node.name, podLink),
      peer: { netns, name: node.name, mac: macOfLink(netns, node.name) },
      why: cable,
    },
    { do: 'link.up', netns: node.name, link: podLink, why: cable },
    ...node.podGateways.map((address): Step => ({
      do: 'address.add',
      netns: node.name,
      link: podLink,
      address: alone(address),
      why: cable,
    })),
    ...refusalSteps(cluster, node.name, node.podGateways),
    ...cluster.nodes.filter(({ name }) => name !== node.name).flatMap((other) => wayTo(node, other)),
  ];
};

/** `onlink`: the legs hold single addresses, so no prefix says that the other node's is next door. */
const wayTo = (node: Node, other: Node): readonly Step[] =>
  shared(node.podGateways, blocksAt(other)).flatMap((to) =>
    sameFamily(to, other.podGateways).map((via): Step => ({
      do: 'route.add',
      netns: node.name,
      to,
      family: familyOf(to),
      via,
      link: podLink,
      onlink: true,
      why: `${node.name} finds the pods of ${other.name} behind that node's leg`,
    })),
  );
