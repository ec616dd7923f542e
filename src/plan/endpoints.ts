// The pods behind a Service, and the choice of one of them.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Family, Service } from '../spec/lab.ts';
import { memory, rememberedChoice, type Serving } from './affinity.ts';
import { inFamily } from './family.ts';
import { anyOf, type Chains, headerOf } from './nft.ts';
import type { Seat } from './seat.ts';

/** The chain that chooses an endpoint. Names begin with a word, as a Service may be called what nft calls something else. */
export const chainOf = ({ name }: Service): string => `service-${name}`;

/** Addresses of a Service's endpoints, of one family, on the given nodes. */
export const endpointsOn = (nodes: Cluster['nodes'], service: Service, family: Seat['family']): readonly string[] =>
  nodes
    .flatMap(({ pods }) => pods)
    .filter(({ name }) => service.endpoints.includes(name))
    .flatMap(({ addresses }) => inFamily(family, addresses));

const servingOn = (nodes: Cluster['nodes'], service: Service, family: Family): readonly Serving[] =>
  nodes
    .flatMap(({ pods }) => pods)
    .filter(({ name }) => service.endpoints.includes(name))
    .flatMap(({ name, addresses }) => inFamily(family, addresses).map((address) => ({ pod: name, address })));

/**
 * Sends a new connection to one of the endpoints on these nodes, each as likely as any other unless the client was there
 * before and that counts. The rest of the connection follows by conntrack.
 */
export const choose = (service: Service, nodes: Cluster['nodes'], family: Family): readonly string[] =>
  service.affinitySeconds === null
    ? [choice(service, endpointsOn(nodes, service, family))]
    : rememberedChoice(service, servingOn(nodes, service, family), family);

const choice = ({ transports, targetPort }: Service, addresses: readonly string[]): string =>
  `meta l4proto ${anyOf(transports)} dnat to ${oneOf(addresses)}:${targetPort}`;

const oneOf = (addresses: readonly string[]): string => {
  const [first = ''] = addresses;
  if (addresses.length === 1) return familyOf(first) === 6 ? `[${first}]` : first;
  return `numgen random mod ${addresses.length} map { ${addresses.map((address, at) => `${at} : ${address}`).join(', ')} }`;
};

/** A chain for every Service that somebody serves, and the hairpin for those of its endpoints that are on this node. */
export const endpointChains = ({ cluster, node, family }: Seat): Chains => {
  const served = cluster.services
    .map((service) => ({ service, addresses: endpointsOn(cluster.nodes, service, family) }))
    .filter(({ addresses }) => addresses.length > 0);
  const own = [...new Set(served.flatMap(({ service }) => endpointsOn([node], service, family)))];
  return {
    ...Object.fromEntries(served.map(({ service }) => [chainOf(service), choose(service, cluster.nodes, family)])),
    ...Object.fromEntries(
      served.flatMap(({ service }) =>
        servingOn(cluster.nodes, service, family).flatMap(({ pod, address }) =>
          memory(service, { pod, family, rule: choice(service, [address]) }),
        ),
      ),
    ),
    postrouting: own.length === 0 ? [] : hairpin(headerOf(family), own),
  };
};

const hairpin = (header: string, addresses: readonly string[]): readonly string[] => [
  '# hairpin: a pod that chose itself would answer itself directly, and the answer would not match',
  `${header} saddr . ${header} daddr { ${addresses.map((address) => `${address} . ${address}`).join(', ')} } masquerade`,
];
