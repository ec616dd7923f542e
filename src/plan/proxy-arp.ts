// Flat by proxy ARP: nobody in the larger network has a route to any node's range. Its router believes that all pods
// stand on the nodes' LAN and asks for them there, and every node answers for its own: the network deals with it. In IPv6
// the question is a neighbour solicitation (RFC 4861), and proxies are said one by one.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Family, Lab, Node } from '../spec/lab.ts';
import { core, mainLink } from './fabric.ts';
import { inFamily } from './family.ts';
import { endSteps, gatewaySteps } from './flat.ts';
import { segmentsOf, standing } from './segment.ts';
import type { Step } from './step.ts';
import type { Wiring } from './wiring.ts';

export const proxyArp: Wiring = {
  machines: () => [],
  steps: (lab, cluster) => [
    ...cluster.nodes.flatMap((node) => [
      ...gatewaySteps(node),
      // The pool as a whole is on the LAN.
      ...(cluster.ipam === 'pool' ? [] : endSteps(cluster, node)),
      ...(hasPods(cluster, 4) ? answerSteps(node) : []),
      ...(hasPods(cluster, 6) ? solicitedSteps(node) : []),
      ...onLinkSteps(
        cluster,
        { netns: node.name, link: mainLink },
        `${node.name} takes the other nodes' pods for neighbours on its LAN`,
      ),
    ]),
    ...lanOf(lab, cluster).flatMap((link) =>
      onLinkSteps(cluster, { netns: core, link }, `core takes the pods of ${cluster.name} for neighbours on ${link}`),
    ),
  ],
};

/**
 * Linux answers for an address only if its route there leaves by another link than the question came in by: for its own
 * pods, whose cables are other links, and not for those of other nodes. The kernel would wait up to 0.8 s before it
 * answers for somebody else, so that the real owner is first (`proxy_delay`, arp(7)); here there is no other owner.
 */
const answerSteps = ({ name }: Node): readonly Step[] => {
  const why = `${name} answers ARP on its LAN for its pods, and at once`;
  return [
    { do: 'sysctl.set', netns: name, key: `net.ipv4.conf.${mainLink}.proxy_arp`, value: '1', why },
    { do: 'sysctl.set', netns: name, key: `net.ipv4.neigh.${mainLink}.proxy_delay`, value: '0', why },
  ];
};

/** For IPv6 the kernel answers for no range, only for addresses that it was told of. */
const solicitedSteps = ({ name, podGateways, pods }: Node): readonly Step[] => {
  const why = `${name} answers neighbour solicitations on its LAN for its pods, and at once`;
  const behind = inFamily(6, [...podGateways, ...pods.flatMap(({ addresses }) => addresses)]);
  return [
    { do: 'sysctl.set', netns: name, key: `net.ipv6.conf.${mainLink}.proxy_ndp`, value: '1', why },
    { do: 'sysctl.set', netns: name, key: `net.ipv6.neigh.${mainLink}.proxy_delay`, value: '0', why },
    ...behind.map((address): Step => ({ do: 'neighbour.proxy', netns: name, link: mainLink, address, why })),
  ];
};

const hasPods = ({ podCidrs }: Cluster, family: Family): boolean => inFamily(family, podCidrs).length > 0;

type Place = { readonly netns: string; readonly link: string };

const onLinkSteps = ({ podCidrs }: Cluster, place: Place, why: string): readonly Step[] =>
  podCidrs.map((to) => ({ do: 'route.add', ...place, to, family: familyOf(to), why }));

/** The core's bridge that the cluster's nodes are plugged into: none, or one in a list. */
const lanOf = (lab: Lab, { nodes }: Cluster): readonly string[] =>
  segmentsOf(lab, standing(lab))
    .filter(({ machines }) => nodes.some(({ name }) => machines.includes(name)))
    .map(({ name }) => name);
