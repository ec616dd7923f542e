// Gateway: L4 into an L7 proxy, and on from there (Ingress controllers). The proxies are pods. What leads to them is a
// Service as any other, and where they lead is for them to know: no rule of any node has heard of a hostname.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Family, Ingress, Lab } from '../spec/lab.ts';
import type { At, Endpoint, HttpProxy } from '../proxy/proxy.ts';
import { endpointsOn } from './endpoints.ts';

/** For those to whom an ingress is a Service. */
export const withIngresses = (lab: Lab): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, services: [...cluster.services, ...cluster.ingresses] })),
});

/** What runs on the pods, in each family. */
export const ingressProxies = (cluster: Cluster): readonly (At & HttpProxy)[] =>
  cluster.ingresses.flatMap((ingress) =>
    podsOf(cluster, ingress).flatMap(({ name, addresses }) =>
      addresses.map((address) => ({
        ...{ machine: name, listen: { address, port: ingress.targetPort } },
        ...({ kind: 'http', forwardedFor: 'replace' } as const),
        routes: ingress.hosts.map(({ hostname, service }) => ({
          hostname,
          to: endpointsOf(cluster, service, familyOf(address)),
        })),
      })),
    ),
  );

const podsOf = ({ nodes }: Cluster, { endpoints }: Ingress): Cluster['nodes'][number]['pods'] =>
  nodes.flatMap(({ pods }) => pods).filter(({ name }) => endpoints.includes(name));

const endpointsOf = ({ nodes, services }: Cluster, name: string, family: Family): readonly Endpoint[] =>
  services
    .filter((service) => service.name === name)
    .flatMap((service) =>
      endpointsOn(nodes, service, family).map((address) => ({ address, port: service.targetPort })),
    );
