// Ways by which a stream from outside gets to a Service: a node's port, or a VIP.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Family, Host, Node, Service, Transport } from '../spec/lab.ts';
import { addressIn, nodePortOf, serviceFlow, sharedFamilies } from './flows.ts';

export const servedOver = (transport: Transport, { services }: Cluster): readonly Service[] =>
  services.filter(({ endpoints, transports }) => endpoints.length > 0 && transports.includes(transport));

/** One a family; none where the Service has no NodePort, or no endpoint that it may lead to from that node. */
export const byNodePort = (
  host: Host,
  node: Node,
  { nodePort: port, endpoints, externalTrafficPolicy }: Service,
): readonly Flow[] =>
  sharedFamilies(host, node).flatMap((family: Family): readonly Flow[] => {
    const here = endpoints.filter((endpoint) => node.pods.some(({ name }) => name === endpoint));
    const machines = externalTrafficPolicy === 'Local' ? here : endpoints;
    if (port === null || machines.length === 0) return [];
    return [serviceFlow(host.name, nodePortOf(node, { family, port, machines }), 'tcp')];
  });

/** One an address. */
export const byVip = (host: Host, { vip, port, endpoints: machines, name }: Service): readonly Flow[] =>
  (vip?.addresses ?? [])
    .map((address) =>
      serviceFlow(host.name, { label: `the vip ${address} of ${name}`, address, port, machines }, 'tcp'),
    )
    .filter(({ family }) => addressIn(family, host) !== null);
