// What clusters of every model share: nodes with pods. How pods of different nodes find each other is the model's own
// (`island.ts`, `flat.ts`), and so is what the larger network knows of them.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Lab, Model, Node, Pod, Routing } from '../spec/lab.ts';
import { archipelago } from './archipelago.ts';
import { alone, sameFamily } from './family.ts';
import { openSteps } from './custom.ts';
import { egressGatewaySteps, exitsAt } from './egress-gateway.ts';
import { facetsIn, facetsOf } from './facets.ts';
import { flat, flatByBgp } from './flat.ts';
import { island } from './island.ts';
import { isolated } from './isolated.ts';
import { macOf } from './mac.ts';
import { proxyArp } from './proxy-arp.ts';
import { proxyLegSteps } from './proxy-leg.ts';
import { ruleSteps } from './rules.ts';
import type { Machine, Step } from './step.ts';
import { timerSteps } from './strict.ts';
import { wayBackSteps } from './way-back.ts';
import { vipsAt, vipSteps } from './vip.ts';
import { podMtu, vtepsOf, wayMtu } from './vxlan.ts';
import type { Wiring } from './wiring.ts';

const models = { flat, isolated, island, archipelago } satisfies Record<Model, Wiring>;

const routings = { static: flat, 'proxy-arp': proxyArp, bgp: flatByBgp } satisfies Record<Routing, Wiring>;

const wiringOf = ({ model, routing }: Cluster): Wiring => (model === 'flat' ? routings[routing] : models[model]);

type Wired = { readonly wiring: Wiring; readonly facet: Cluster; readonly facets: Lab };

/** One, or one for each family where they differ. */
const wirings = (lab: Lab, cluster: Cluster): readonly Wired[] => {
  const facets = facetsOf(lab);
  return facetsIn(facets, cluster).map((facet) => ({ wiring: wiringOf(facet), facet, facets }));
};

export const clusterMachines = (lab: Lab, cluster: Cluster): readonly Machine[] => [
  ...wirings(lab, cluster).flatMap(({ wiring, facet, facets }) => wiring.machines(facet, facets)),
  ...cluster.nodes.flatMap((node): Machine[] => [
    {
      name: node.name,
      kind: 'node',
      cluster: cluster.name,
      node: null,
      addresses: [
        ...new Set([
          ...node.addresses,
          ...node.podGateways,
          ...wirings(lab, cluster).flatMap(({ facet }) => vtepsOn(facet, node)),
          ...vipsAt(cluster, node),
          ...exitsAt(cluster, node),
        ]),
      ],
    },
    ...node.pods.map(({ name, addresses }): Machine => ({
      name,
      kind: 'pod',
      cluster: cluster.name,
      node: node.name,
      addresses,
    })),
  ]),
  ...cluster.proxies.map(({ name, addresses, legs }): Machine => ({
    ...{ name, kind: 'proxy', cluster: cluster.name, node: null, addresses: [...addresses, ...legs] },
  })),
];

export const clusterSteps = (lab: Lab, cluster: Cluster): readonly Step[] => [
  ...wirings(lab, cluster).flatMap(({ wiring, facet, facets }) => wiring.steps(facets, facet)),
  ...cluster.nodes.flatMap((node) => [
    ...node.pods.flatMap((pod) => podSteps(pod, node, cluster)),
    ...node.pods.flatMap((pod) => cableSteps(pod, node, cluster)),
  ]),
  ...wirings(lab, cluster).flatMap(({ facet, facets }) => proxyLegSteps(facets, facet)),
  ...vipSteps(lab, cluster),
  ...openSteps(cluster),
  ...wirings(lab, cluster).flatMap(({ facet, facets }) => [
    ...wayBackSteps(facets, facet),
    ...egressGatewaySteps(facets, facet),
  ]),
  ...cluster.nodes.flatMap((node) => ruleSteps(lab, cluster, node)),
  ...cluster.nodes.flatMap((node) => timerSteps(lab, node)),
];

const vtepsOn = (facet: Cluster, { name }: Node): readonly string[] =>
  facet.nodes.filter((node) => node.name === name).flatMap((node) => vtepsOf(facet, node));

const gatewayMac = ({ name, podGateways }: Node): string => macOf(name, podGateways);

/**
 * Point to point, as the CNI `ptp` plugin wires it. No bridge and no ARP: the kernel's neighbour table is shared by all
 * namespaces of the host and overflows at a thousand learned entries, while permanent ones do not count.
 */
const podSteps = (pod: Pod, node: Node, cluster: Cluster): readonly Step[] => {
  const mtu = podMtu(cluster);
  const { name, addresses } = pod;
  const own = `${name} is ${addresses.join(' and ')}, alone: its neighbours are reached through ${node.name}, whose address and MAC it knows`;
  const ways = addresses.flatMap((address) => sameFamily(address, node.podGateways));
  const here = { netns: name, link: 'eth0', why: own };
  return [
    {
      do: 'link.veth',
      netns: name,
      name: 'eth0',
      mac: macOf(name, addresses),
      ...(mtu === undefined ? {} : { mtu }),
      peer: { netns: node.name, name, mac: gatewayMac(node) },
      why: `cable ${name} to ${node.name}`,
    },
    { do: 'link.up', netns: name, link: 'eth0', why: `cable ${name} to ${node.name}` },
    ...addresses.map((address): Step => ({ do: 'address.add', ...here, address: alone(address) })),
    ...ways.flatMap((via): Step[] => {
      const family = familyOf(via);
      return [
        { do: 'neighbour.add', ...here, address: via, mac: gatewayMac(node) },
        { do: 'route.add', ...here, to: alone(via), family },
        { do: 'route.add', ...here, to: 'default', family, via, ...wayMtu(cluster, family) },
      ];
    }),
  ];
};

/** The node's end of the cable: one host route a pod. */
const cableSteps = (pod: Pod, node: Node, cluster: Cluster): readonly Step[] => {
  const { name, addresses } = pod;
  const here = {
    netns: node.name,
    link: name,
    why: `${node.name} reaches ${name} by its cable, and as the pods' gateway`,
  };
  return [
    { do: 'link.up', ...here },
    ...addresses.flatMap((address): Step[] => [
      { do: 'neighbour.add', ...here, address, mac: macOf(name, addresses) },
      ...sameFamily(address, node.podGateways).map((source): Step => ({
        do: 'route.add',
        ...here,
        to: alone(address),
        family: familyOf(address),
        source,
        ...wayMtu(cluster, familyOf(address)),
      })),
    ]),
  ];
};
