// One family of a lab: a dual-stack lab is two networks on the same cables, and this is one of them.

import { familyOf } from './address.ts';
import type { Cluster, Family, Host, Lab, Node, Service } from './lab.ts';
import { mannerIn } from './manner.ts';
import type { PromiseRow } from './matrix.ts';

/** Does a cluster do one thing in IPv4 and another in IPv6? Then the lab is best looked at one family at a time. */
export const isMixed = ({ clusters }: Lab): boolean => clusters.some(({ ipv6 }) => ipv6 !== null);

/**
 * The lab with that family's addresses alone, and every cluster as what it is in that family. All machines are still
 * there, with fewer addresses or none.
 */
export const inOneFamily = (lab: Lab, family: Family): Lab => ({
  ...lab,
  ...surroundings(lab, family),
  clusters: lab.clusters.map((cluster) => clusterIn(cluster, family)),
});

const surroundings = ({ network, hosts }: Pick<Lab, 'network' | 'hosts'>, family: Family) => ({
  network: {
    ...network,
    cidrs: those(network.cidrs, family),
    lans: network.lans.filter((lan) => lan.family === family),
  },
  hosts: hosts.map((host) => addressed(host, family)),
});

const those = (addresses: readonly string[], family: Family): readonly string[] =>
  addresses.filter((address) => familyOf(address) === family);

const addressed = <Machine extends Pick<Host, 'addresses'>>(machine: Machine, family: Family): Machine => ({
  ...machine,
  addresses: those(machine.addresses, family),
});

const clusterIn = (cluster: Cluster, family: Family): Cluster => {
  const { custom, own, nodes, services, ingresses, proxies, egressProxies, insiders, podCidrs, serviceCidrs } = cluster;
  return {
    ...mannered(cluster, family),
    custom: custom === null ? null : { ...custom, promises: custom.promises.map((row) => rowIn(row, family)) },
    own: own === null ? null : { ...own, ...surroundings(own, family) },
    podCidrs: those(podCidrs, family),
    serviceCidrs: those(serviceCidrs, family),
    nodes: nodes.map((node) => ({ ...podsIn(node, family), addresses: those(node.addresses, family) })),
    services: services.map((service) => serviceIn(service, family)),
    egressProxies: egressProxies.map((proxy) => ({
      ...addressed(proxy, family),
      allow: those(proxy.allow, family),
    })),
    ingresses: ingresses.map((ingress) => ({ ...serviceIn(ingress, family), hosts: ingress.hosts })),
    insiders: insiders.map((one) => ({ ...addressed(one, family), underlay: those(one.underlay, family) })),
    proxies: proxies.map((proxy) => ({ ...addressed(proxy, family), legs: those(proxy.legs, family) })),
  };
};

const rowIn = (row: PromiseRow, family: Family): PromiseRow => ({
  ...row,
  from: typeof row.from === 'string' ? row.from : addressed(row.from, family),
  to: typeof row.to === 'string' ? row.to : addressed(row.to, family),
});

/** What says of a flat cluster how it is found says nothing of an island, and the other way round. */
const mannered = (cluster: Cluster, family: Family): Cluster => {
  const manner = mannerIn(cluster, family);
  const { archipelago, dataplane, routing, masqueradeExceptions, egressGateway: exit } = cluster;
  const flat = manner.model === 'flat';
  const exits = those(exit?.addresses ?? [], family);
  return {
    ...cluster,
    ...manner,
    ipv6: null,
    archipelago: manner.model === 'archipelago' ? archipelago : null,
    dataplane: flat ? 'routed' : dataplane,
    routing: flat ? routing : 'static',
    masqueradeExceptions: masqueradeExceptions.filter(({ cidr }) => familyOf(cidr) === family),
    egressGateway: exit === null || exits.length === 0 ? null : { ...exit, addresses: exits },
  };
};

const podsIn = (node: Node, family: Family): Node => ({
  ...node,
  podCidrs: those(node.podCidrs, family),
  podGateways: those(node.podGateways, family),
  pods: node.pods.map((pod) => addressed(pod, family)),
});

const serviceIn = (service: Service, family: Family): Service => {
  const { vip, clusterAddresses } = service;
  const addresses = those(vip?.addresses ?? [], family);
  return {
    ...service,
    clusterAddresses: those(clusterAddresses, family),
    vip: vip === null || addresses.length === 0 ? null : { ...vip, addresses },
  };
};
