// Hostnames as `probe` takes them: what DNS would say in this lab, were there one. A name leads to a proxy that has it, or
// to an ingress: by its VIP, by its address inside, or by a node.

import type { Machine } from '../plan/step.ts';
import type { Cluster, Ingress, Lab } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';

/** `machines` may answer. Addresses are those of either family. */
export type HostnameEntry = {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly machines: readonly string[];
};

/** Where the hostname leads from there, the best way first. */
export const entriesOf = (hostname: string, from: Machine, lab: Lab | null): readonly HostnameEntry[] =>
  (lab?.clusters ?? []).flatMap((cluster) => [
    ...cluster.proxies.flatMap((proxy) => byProxy(hostname, cluster, proxy)),
    ...cluster.ingresses.flatMap((ingress) =>
      byIngress(hostname, cluster, { ingress, inside: from.cluster === cluster.name }),
    ),
  ]);

export const hostnamesOf = (lab: Lab): readonly string[] => [
  ...new Set(
    lab.clusters
      .flatMap(({ proxies, ingresses }) => [
        ...proxies.flatMap(({ entrances }) => entrances.flatMap((one) => (one.layer === 7 ? one.hosts : []))),
        ...ingresses.flatMap(({ hosts }) => hosts),
      ])
      .map(({ hostname }) => hostname),
  ),
];

const endpointsOf = ({ services }: Cluster, name: string): readonly string[] =>
  services.find((service) => service.name === name)?.endpoints ?? [];

const byProxy = (hostname: string, cluster: Cluster, { name, addresses, entrances }: ProxyGateway): HostnameEntry[] =>
  entrances.flatMap((entrance) =>
    entrance.layer === 4
      ? []
      : entrance.hosts
          .filter((host) => host.hostname === hostname)
          .map(({ service }) => ({ name, addresses, port: entrance.port, machines: endpointsOf(cluster, service) })),
  );

type Caller = { readonly ingress: Ingress; readonly inside: boolean };

const byIngress = (hostname: string, cluster: Cluster, { ingress, inside }: Caller): HostnameEntry[] =>
  ingress.hosts
    .filter((host) => host.hostname === hostname)
    .flatMap(({ service }) => {
      const { name, port, nodePort, vip } = ingress;
      const machines = endpointsOf(cluster, service);
      const node = cluster.nodes.find(
        ({ pods }) =>
          ingress.externalTrafficPolicy === 'Cluster' || pods.some((pod) => ingress.endpoints.includes(pod.name)),
      );
      return [
        ...(inside ? [{ name, addresses: ingress.clusterAddresses, port, machines }] : []),
        ...(vip === null ? [] : [{ name, addresses: vip.addresses, port, machines }]),
        ...(nodePort === null || node === undefined
          ? []
          : [{ name: node.name, addresses: node.addresses, port: nodePort, machines }]),
      ];
    });
