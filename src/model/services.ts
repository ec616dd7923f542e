// Services as pods use them: by the Service's own address.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Cluster, Pod, Service } from '../spec/lab.ts';
import { over, serviceFlow, triesToSeeAll } from './flows.ts';
import type { Expectation } from './expectation.ts';
import type { Subject } from './promises.ts';

/** Flows from a pod to each address of a Service, over each of its transports. */
export const virtualAddressFlows = (from: string, service: Service): readonly Flow[] =>
  service.clusterAddresses.flatMap((address) =>
    service.transports.map((transport) =>
      serviceFlow(from, { label: service.name, address, port: service.port, machines: service.endpoints }, transport),
    ),
  );

/** SVC-01: a pod that is an endpoint of the Service it calls must be able to get itself. */
export const serviceClaims = ({ cluster }: Subject): readonly Expectation[] =>
  cluster.services.flatMap((service) =>
    endpointPods(cluster, service).flatMap((pod) =>
      virtualAddressFlows(pod.name, service).map((flow) => hairpin(pod, service, flow)),
    ),
  );

const endpointPods = (cluster: Cluster, { endpoints }: Service): readonly Pod[] =>
  cluster.nodes.flatMap(({ pods }) => pods.filter(({ name }) => endpoints.includes(name)));

/** The node must stand in for the source, or the pod would answer itself directly and the two ends would not match. */
const hairpin = (pod: Pod, service: Service, flow: Flow): Expectation => ({
  id: 'SVC-01',
  title: `${pod.name} calls ${service.name} at ${service.clusterAddresses.find((a) => familyOf(a) === flow.family)}, gets itself, and sees ${pod.node} ${over(flow.protocol, flow.family)}`,
  flow,
  tries: triesToSeeAll(flow),
  expected: {
    outcome: ['reached'],
    responder: [pod.name],
    orElse: service.endpoints.filter((endpoint) => endpoint !== pod.name),
    responderPort: service.targetPort,
    sourceOwner: [pod.node],
  },
  controls: [],
});
