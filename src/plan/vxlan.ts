// Overlay: the cluster's own network lies inside UDP between its nodes (RFC 7348), wired as flannel wires it. The larger
// network carries packets from node to node and never sees what is in them; there is no switch.

import { familyOf } from '../spec/address.ts';
import type { Insider } from '../spec/insider.ts';
import type { Cluster, Family, Lab, Node } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';
import { modelIn, modelsOf } from '../spec/manner.ts';
import { mainLink } from './fabric.ts';
import { alone, inFamily, sameFamily, shared } from './family.ts';
import { macOf } from './mac.ts';
import { archipelagoOf } from './members.ts';
import { anyOf, type Chains, headerOf } from './nft.ts';
import { blocksAt } from './pods.ts';
import { refusalSteps } from './refusal.ts';
import type { Seat } from './seat.ts';
import type { Step } from './step.ts';
import type { Wiring } from './wiring.ts';

/** A node's leg in the cluster's own network, its VXLAN tunnel end point. */
export const vtepLink = 'vxlan0';
/** RFC 7348, section 5. */
const port = 4789;
const ethernetMtu = 1500;
/** What VXLAN adds to a packet: the frame's Ethernet header (14), VXLAN (8), UDP (8), and the outer IP header. */
const overhead = { 4: 14 + 8 + 8 + 20, 6: 14 + 8 + 8 + 40 } as const;

export const overlay: Wiring = {
  machines: () => [],
  steps: (lab, cluster) =>
    cluster.nodes.flatMap((node) => [...legSteps(lab, cluster, node), ...peersOf(cluster, node)]),
};

/** The largest packet that a pod's cable carries; undefined where that is any Ethernet's. */
export const podMtu = (cluster: Cluster): number | undefined =>
  cluster.dataplane === 'routed' || isHalf(cluster) ? undefined : innerMtu(cluster);

/** Where only one family is inside the overlay, the other must not suffer for it: its routes say it, not the cable. */
export const wayMtu = (cluster: Cluster, family: Family): { readonly mtu?: number } =>
  cluster.dataplane === 'vxlan' && isHalf(cluster) && modelIn(cluster, family) !== 'flat'
    ? { mtu: innerMtu(cluster) }
    : {};

const isHalf = (cluster: Cluster): boolean => modelsOf(cluster).includes('flat');

const innerMtu = ({ underlay }: Cluster): number => ethernetMtu - overhead[underlay];

/**
 * The address of the node's end of the tunnels: the first of its range, which is no pod's, or with a pool the one that it
 * has of that.
 */
export const vtepsOf = ({ dataplane }: Cluster, { podCidrs, podGateways }: Node): readonly string[] => {
  if (dataplane !== 'vxlan') return [];
  return podCidrs.length > 0 ? podCidrs.map((cidr) => cidr.replace(/\/.*/, '')) : podGateways;
};

/** One address carries everything. */
const outer = ({ underlay }: Cluster, { addresses }: Node): string => inFamily(underlay, addresses)[0] ?? '';

/** An end of the tunnels: who it is, out there and in the overlay, and which pods are behind it. */
type End = {
  readonly name: string;
  readonly outer: string;
  readonly vteps: readonly string[];
  readonly blocks: readonly string[];
};

const endOf = (cluster: Cluster, node: Node): End => ({
  ...{ name: node.name, outer: outer(cluster, node), vteps: vtepsOf(cluster, node), blocks: blocksAt(node) },
});

/** Whoever is no node and has an end of the tunnels all the same: who it is, out there and in the overlay. */
type Leg = Pick<ProxyGateway, 'name' | 'addresses' | 'legs'>;

export const insiderLeg = ({ name, addresses, underlay }: Insider): Leg => ({
  ...{ name, addresses: underlay, legs: addresses },
});

/** Nobody is behind it. */
const legOf = (cluster: Cluster, { name, addresses, legs }: Leg): End => {
  const [own = ''] = inFamily(cluster.underlay, addresses);
  return { name, outer: own, vteps: legs, blocks: legs.map(alone) };
};

const macOfEnd = ({ name, vteps }: End): string => macOf(name, vteps);

const othersThan = ({ nodes }: Cluster, { name }: Node): readonly Node[] => nodes.filter((node) => node.name !== name);

const legSteps = (lab: Lab, cluster: Cluster, node: Node): readonly Step[] => {
  const netns = node.name;
  const gateway = `${netns} is the gateway of its pods`;
  return [
    ...endSteps(lab, cluster, endOf(cluster, node)),
    // No cable has it more than another, so `lo` has it; the overlay must not, or it would be seen as a source. With a
    // pool there is one address for both.
    ...difference(node.podGateways, vtepsOf(cluster, node)).map((address): Step => ({
      ...{ do: 'address.add', netns, link: 'lo', address: alone(address), why: gateway },
    })),
    ...refusalSteps(cluster, node.name, node.podGateways),
  ];
};

const difference = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((one) => !others.includes(one));

const endSteps = (lab: Lab, cluster: Cluster, end: End): readonly Step[] => {
  const netns = end.name;
  const why = `${netns} has its other leg in an overlay: frames inside UDP, from node to node`;
  return [
    {
      ...{ do: 'link.vxlan', netns, name: vtepLink, mac: macOfEnd(end), why },
      mtu: innerMtu(cluster),
      vni: networkOf(lab, cluster),
      ...{ port, underlay: mainLink, local: end.outer },
    },
    { do: 'link.up', netns, link: vtepLink, why },
    ...end.vteps.map((vtep): Step => ({
      ...{ do: 'address.add', netns, link: vtepLink, address: alone(vtep), why },
    })),
  ];
};

/** Number of the virtual network: each cluster has one of its own, and an archipelago one for all its members. */
const networkOf = ({ clusters }: Lab, { name, archipelago }: Cluster): number =>
  1 + clusters.findIndex((one) => (archipelago === null ? one.name === name : one.archipelago === archipelago));

/** Everything that a node would otherwise ask or learn, of every other node. */
const peersOf = (cluster: Cluster, node: Node): readonly Step[] =>
  othersThan(cluster, node).flatMap((other) =>
    wayTo(
      seenFrom(node, endOf(cluster, other)),
      node,
      `${node.name} finds the pods of ${other.name} through the overlay, inside UDP to ${outer(cluster, other)}`,
    ),
  );

const seenFrom = ({ podGateways }: Node, end: End): End => ({
  ...end,
  vteps: shared(podGateways, end.vteps),
  blocks: shared(podGateways, end.blocks),
});

const wayTo = (end: End, { name }: { readonly name: string }, why: string): readonly Step[] => {
  const [mac, here] = [macOfEnd(end), { netns: name, link: vtepLink, why }];
  return [
    { do: 'fdb.add', ...here, mac, to: end.outer },
    ...end.vteps.map((address): Step => ({ do: 'neighbour.add', ...here, address, mac })),
    ...end.blocks.flatMap((to) =>
      sameFamily(to, end.vteps).map((via): Step => ({
        ...{ do: 'route.add', ...here, to, family: familyOf(to), via, onlink: true },
      })),
    ),
  ];
};

/** Its own end of the tunnels, and the way there and back of every node. */
export const overlayLegSteps = (lab: Lab, cluster: Cluster, leg: Leg): readonly Step[] => {
  const end = legOf(cluster, leg);
  const there = `${leg.name} finds the pods of ${cluster.name} through the overlay, as a node would`;
  const back = `the nodes of ${cluster.name} answer ${leg.name} through the overlay`;
  return [
    ...endSteps(lab, cluster, end),
    ...cluster.nodes.flatMap((node) => wayTo(endOf(cluster, node), leg, there)),
    ...cluster.nodes.flatMap((node) => wayTo(end, node, back)),
  ];
};

/** How one of them finds another. */
export const overlayWay = (cluster: Cluster, { from, to }: Legs, why: string): readonly Step[] =>
  wayTo(legOf(cluster, to), from, why);

type Legs = { readonly from: Leg; readonly to: Leg };

/** Profile strict: VXLAN has no other proof of origin than the outer source address. */
export const strictOverlay = ({ lab, cluster, node, family }: Seat): Chains => {
  if (lab.profile !== 'strict' || cluster.dataplane !== 'vxlan' || cluster.underlay !== family) return {};
  const { proxies, insiders, ...rest } = archipelagoOf(lab, cluster);
  const ends = [...proxies.filter(({ legs }) => legs.length > 0), ...insiders.map(insiderLeg)].map(
    (leg) => legOf(cluster, leg).outer,
  );
  const peers = [...othersThan({ ...rest, proxies, insiders }, node).map((other) => outer(cluster, other)), ...ends];
  const stranger = peers.length === 0 ? '' : `${headerOf(family)} saddr != ${anyOf(peers)} `;
  return {
    guard: [
      '# frames for the overlay come from the other nodes, and from nobody else',
      `udp dport ${port} ${stranger}drop`,
    ],
  };
};
