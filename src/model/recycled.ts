// A pod's address that is somebody else's afterwards.

import type { Cluster, Pod, Service } from '../spec/lab.ts';
import { during } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { over, triesToSeeAll } from './flows.ts';
import type { Subject } from './promises.ts';
import { callerOf, isFree, virtualAddressFlows } from './services.ts';

/** FAIL-05: whoever got the address gets nothing of what was said to the one who had it. */
export const recycledClaims = ({ cluster }: Subject): readonly Expectation[] =>
  cluster.services
    .filter((service) => isFree(service) && service.endpoints.length > 1 && service.transports.includes('udp'))
    .slice(0, 1)
    .flatMap((service) =>
      successorsIn(cluster, service)
        .slice(0, 1)
        .flatMap((pair) => nothingLeft(cluster, service, pair)),
    );

/** An endpoint, and another pod of its node that does not serve. */
const successorsIn = ({ nodes }: Cluster, { endpoints }: Service): readonly (readonly [Pod, Pod])[] =>
  nodes.flatMap(({ pods }) => {
    const by = pods.find(({ name }) => !endpoints.includes(name));
    const pod = pods.find(({ name }) => endpoints.includes(name));
    return by === undefined || pod === undefined ? [] : [[pod, by] as const];
  });

const nothingLeft = (cluster: Cluster, service: Service, [pod, by]: readonly [Pod, Pod]): readonly Expectation[] => {
  const rest = service.endpoints.filter((endpoint) => endpoint !== pod.name);
  const caller = callerOf({ ...cluster, nodes: cluster.nodes.filter(({ name }) => name !== pod.node) }, service);
  if (caller === undefined) return [];
  return virtualAddressFlows(caller.name, service)
    .filter(({ protocol }) => protocol === 'udp')
    .map((flow) => {
      const title = `${by.name} gets nothing of what ${caller.name} goes on saying to ${pod.name} of ${service.name} ${over(flow.protocol, flow.family)}`;
      const expected = { outcome: ['reached'], responder: rest, absentFrom: [by.name] } as const;
      const claim = { id: 'FAIL-05', title, flow, tries: triesToSeeAll(flow), expected, controls: [] };
      const before = { outcome: ['reached'], responder: [pod.name] } as const;
      return during({ kind: 'addresses-recycled', pod: pod.name, by: by.name }, claim, { across: 'held', before });
    });
};
