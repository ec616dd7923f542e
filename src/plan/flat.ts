// Flat: pod ranges are part of the larger network. Its router knows which node has which range, and there is no other
// network: nodes have one leg.

import { contains, familyOf } from '../spec/address.ts';
import type { Cluster, Lab, Node } from '../spec/lab.ts';
import { core, mainLink } from './fabric.ts';
import { alone, lanOf, sameFamily } from './family.ts';
import { blocksAt } from './pods.ts';
import type { Step } from './step.ts';
import type { Wiring } from './wiring.ts';

export const flat: Wiring = {
  machines: () => [],
  steps: (lab, cluster) => [
    ...cluster.nodes.flatMap((node) => [
      ...gatewaySteps(node),
      ...endSteps(cluster, node),
      ...cluster.nodes.filter(({ name }) => name !== node.name).flatMap((other) => waysOfNode(lab, node, other)),
    ]),
    ...cluster.nodes.flatMap((node) => waysOfCore(node)),
  ],
};

/** The same without a single route by hand: who has which range is announced (`bgp.ts`). */
export const flatByBgp: Wiring = {
  machines: () => [],
  steps: (_lab, cluster) => cluster.nodes.flatMap((node) => [...gatewaySteps(node), ...endSteps(cluster, node)]),
};

/** The gateway's address belongs to no cable more than to another, so `lo` has it. */
export const gatewaySteps = ({ name, podGateways }: Node): readonly Step[] =>
  podGateways.map((address): Step => ({
    do: 'address.add',
    netns: name,
    link: 'lo',
    address: alone(address),
    why: `${name} is the gateway of its pods`,
  }));

/** The end of what leads to the node: its ranges, or the whole pool, any of which may have been led there. */
export const endSteps = ({ ipam, podCidrs }: Cluster, node: Node): readonly Step[] =>
  (ipam === 'pool' ? podCidrs : node.podCidrs).map((to): Step => ({
    do: 'route.add',
    netns: node.name,
    to,
    family: familyOf(to),
    type: 'unreachable',
    why: `a pod address that nobody has ends at ${node.name}, and does not go back and forth between it and core`,
  }));

/**
 * Nodes on one LAN need no router between them. For all others the default route to core is the way, unless the node's
 * own pool ends there: then every pod has a route, and core is named.
 */
const waysOfNode = (lab: Lab, node: Node, other: Node): readonly Step[] =>
  waysTo(other).flatMap(({ to, via }): Step[] => {
    const here = { netns: node.name, to, family: familyOf(to), link: mainLink };
    const [lan] = lanOf(lab, via);
    if (lan !== undefined && node.addresses.some((address) => contains(lan.cidr, address))) {
      const why = `${node.name} is on one LAN with ${other.name} and finds its pods there`;
      return [{ do: 'route.add', ...here, via, why }];
    }
    if (node.podCidrs.length > 0) return [];
    const why = `${node.name} finds the pods of ${other.name}, which is on another LAN, by way of core`;
    return sameFamily(to, node.addresses)
      .flatMap((address) => lanOf(lab, address))
      .map(({ gateway }) => ({ do: 'route.add', ...here, via: gateway, why }));
  });

const waysOfCore = (node: Node): readonly Step[] =>
  waysTo(node).map(({ to, via }) => ({
    do: 'route.add',
    netns: core,
    to,
    family: familyOf(to),
    via,
    why: `the larger network knows that ${node.name} has the pods ${podsOf(node)}`,
  }));

type Way = { readonly to: string; readonly via: string };

const waysTo = (node: Node): readonly Way[] =>
  blocksAt(node).flatMap((to) => sameFamily(to, node.addresses).map((via) => ({ to, via })));

/** Its ranges, or their names. */
const podsOf = ({ podCidrs, pods }: Node): string =>
  (podCidrs.length > 0 ? podCidrs : pods.map(({ name }) => name)).join(' and ');
