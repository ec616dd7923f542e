// Where a lab's machines listen, and answer with who they are.

import type { Listener } from '../probe/listener.ts';
import { identityPort, type Lab, type Transport } from '../spec/lab.ts';
import { mappingPorts } from '../spec/mapping-ports.ts';
import { machinesOf } from './plan.ts';

/**
 * Every machine on `identityPort`, outsiders on `mappingPorts` too, and every endpoint on its Services' target ports. One listener an address and port,
 * with all transports that anybody wants there; never a wildcard, which would answer from another address over UDP.
 */
export const listenersOf = (lab: Lab): readonly Listener[] => {
  const everybody = machinesOf(lab).flatMap(({ name, addresses }) =>
    addresses.map((address): Listener => ({ machine: name, address, port: identityPort, transports: ['tcp', 'udp'] })),
  );
  return merge([...everybody, ...onLoopback(lab), ...outsideListeners(lab), ...endpointListeners(lab)]);
};

/** What a node offers to itself alone: nobody else may ever get an answer from there. */
const onLoopback = ({ clusters }: Lab): readonly Listener[] =>
  clusters.flatMap(({ nodes }) =>
    nodes.map(({ name }) => ({
      ...{ machine: name, address: '127.0.0.1', port: identityPort },
      transports: ['tcp', 'udp'],
    })),
  );

/** Hosts and routers are called by several ports, so that it shows what a translator makes of that. */
const outsideListeners = (lab: Lab): readonly Listener[] =>
  machinesOf(lab)
    .filter(({ kind }) => kind === 'host' || kind === 'router')
    .flatMap(({ name, addresses }) =>
      addresses.flatMap((address) =>
        mappingPorts.map((port): Listener => ({ machine: name, address, port, transports: ['tcp', 'udp'] })),
      ),
    );

const endpointListeners = ({ clusters }: Lab): readonly Listener[] =>
  clusters.flatMap(({ nodes, services }) => {
    const pods = new Map(nodes.flatMap((node) => node.pods.map((pod) => [pod.name, pod])));
    return services.flatMap(({ endpoints, targetPort, transports }) =>
      endpoints.flatMap((name) =>
        (pods.get(name)?.addresses ?? []).map((address) => ({ machine: name, address, port: targetPort, transports })),
      ),
    );
  });

const merge = (listeners: readonly Listener[]): readonly Listener[] => {
  const order: readonly Transport[] = ['tcp', 'udp'];
  const places = Map.groupBy(listeners, ({ machine, address, port }) => `${machine} ${address} ${port}`);
  return [...places.values()].flatMap((same) =>
    same.slice(0, 1).map((one) => ({
      ...one,
      transports: order.filter((transport) => same.some(({ transports }) => transports.includes(transport))),
    })),
  );
};
