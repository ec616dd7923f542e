// Gateway: VIP. As with a NodePort, but it is the destination address that stands for the Service: one of the larger
// network, which leads to a node. From there the Service's own rules take over.

import { blockOf, familyOf } from '../spec/address.ts';
import { type Cluster, isOnLan, type Lab, type Node, type Service } from '../spec/lab.ts';
import { lanLength } from '../spec/lans.ts';
import { endpointsOn } from './endpoints.ts';
import { mainLink } from './fabric.ts';
import { alone, given, inFamily, sameFamily } from './family.ts';
import { anyOf, type Chains, headerOf, refusal, verdicts } from './nft.ts';
import { rulesOf } from './node-port.ts';
import type { Seat } from './seat.ts';
import type { Step } from './step.ts';

/**
 * What leads the VIPs to a node: a route of the core's, or an address on the node's leg, for which it answers there. `bgp.ts`
 * and `vrrp.ts` do it for those that are announced by BGP, and for those that nodes elect one of them for.
 */
export const vipSteps = ({ network }: Lab, cluster: Cluster): readonly Step[] =>
  vipsOf(cluster).flatMap(({ service, address, node }): Step[] => {
    if (node === undefined || service.vip?.mode === 'bgp' || service.vip?.mode === 'vrrp') return [];
    const why = `${address} stands for ${service.name}`;
    if (service.vip?.mode === 'arp')
      return [
        {
          do: 'address.add',
          netns: node.name,
          link: mainLink,
          ...given(address),
          why: `${why}, and ${node.name} answers for it on its LAN`,
        },
      ];
    return sameFamily(address, node.addresses).map((via) => ({
      do: 'route.add',
      netns: network.router,
      to: alone(address),
      family: familyOf(address),
      via,
      why: `${why}, and the larger network knows that ${node.name} serves it`,
    }));
  });

/** VIPs that are addresses of this very node. */
export const vipsAt = (cluster: Cluster, { name }: Node): readonly string[] =>
  vipsOf(cluster)
    .filter(({ service, node }) => service.vip?.mode === 'arp' && node?.name === name)
    .map(({ address }) => address);

/** What the node tells the core by BGP: a CIDR a VIP that it may serve. */
export const announcedVips = (cluster: Cluster, node: Node): readonly string[] =>
  cluster.services
    .filter((service) => service.vip?.mode === 'bgp' && mayServe(cluster, service).includes(node))
    .flatMap((service) => service.vip?.addresses ?? [])
    .filter((address) => sameFamily(address, node.addresses).length > 0)
    .map(alone);

type Announced = { readonly service: Service; readonly address: string; readonly node: Node | undefined };

/** Each VIP with the first of the nodes that may serve it. A step can name one next hop, and one machine answers ARP. */
const vipsOf = (cluster: Cluster): readonly Announced[] =>
  cluster.services.flatMap((service) =>
    (service.vip?.addresses ?? []).map((address) => ({
      service,
      address,
      node: mayServe(cluster, service).find((node) =>
        service.vip?.mode === 'arp' ? onLanOf(node, address) : sameFamily(address, node.addresses).length > 0,
      ),
    })),
  );

export const mayServe = ({ nodes }: Cluster, { externalTrafficPolicy, endpoints }: Service): readonly Node[] =>
  externalTrafficPolicy === 'Cluster'
    ? nodes
    : nodes.filter(({ pods }) => pods.some(({ name }) => endpoints.includes(name)));

export const onLanOf = ({ addresses }: Node, vip: string): boolean => {
  const lan = (address: string): string => blockOf(address, lanLength(familyOf(address)));
  return addresses.some((address) => lan(address) === lan(vip));
};

/** On every node, whichever has the VIPs now: its own pods are led to the endpoints without a detour. */
export const vips = (seat: Seat): Chains => {
  const { cluster, node, family } = seat;
  const header = headerOf(family);
  const services = cluster.services.filter((service) => addressesOf(seat, service).length > 0);
  if (services.length === 0) return {};
  const served = services.filter((service) => endpointsOn(cluster.nodes, service, family).length > 0);
  const silent = served.filter(
    (service) => service.externalTrafficPolicy === 'Local' && endpointsOn([node], service, family).length === 0,
  );
  const vmap = `${header} daddr . meta l4proto . th dport vmap`;
  const toVips = `${header} daddr ${anyOf(services.flatMap((service) => addressesOf(seat, service)))}`;
  const left = [
    ...(silent.length === 0 ? [] : [`${vmap} ${verdicts(silent.flatMap((service) => each(seat, service, 'drop')))}`]),
    '# a vip is no machine: what it does not serve ends here, or it would go back to core, and come again',
    `${toVips} goto refuse`,
  ];
  return {
    ...(served.length === 0
      ? {}
      : {
          prerouting: ['jump vips'],
          'output-nat': ['jump vips'],
          vips: [`${vmap} ${verdicts(served.flatMap((service) => each(seat, service, `goto ${entryOf(service)}`)))}`],
        }),
    ...Object.fromEntries(served.map((service) => [entryOf(service), rulesOf(seat, service)])),
    // Where the node has it as its own address, so that no daemon of its own is offered there.
    input: [`${toVips} ct state { established, related } accept`, ...heard(seat, services), ...left],
    forward: left,
    output: left,
    ...refusal,
  };
};

/**
 * ARP is none of a ruleset's business, neighbour discovery is: a neighbour asks the VIP itself whether it is still there,
 * and a node that sends an answer on from the VIP asks for the next hop in its name (RFC 4861, 7.2.2 and 7.3.3).
 */
const heard = (seat: Seat, services: readonly Service[]): readonly string[] => {
  const onLan = services.filter(({ vip }) => vip !== null && isOnLan(vip.mode));
  if (seat.family === 4 || onLan.length === 0) return [];
  const toThem = `ip6 daddr ${anyOf(onLan.flatMap((service) => addressesOf(seat, service)))}`;
  return [
    '# neighbours ask whoever has a vip whether it is still there, and answer what is asked in its name',
    `${toThem} icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept`,
  ];
};

const addressesOf = ({ family }: Seat, { vip }: Service): readonly string[] => inFamily(family, vip?.addresses ?? []);

const entryOf = ({ name }: Service): string => `vip-${name}`;

const each = (seat: Seat, service: Service, verdict: string): readonly (readonly [string, string])[] =>
  addressesOf(seat, service).flatMap((address) =>
    service.transports.map((transport) => [`${address} . ${transport} . ${service.port}`, verdict] as const),
  );
