// Services as pods use them: by the Service's own address.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Cluster, Pod, Service } from '../spec/lab.ts';
import { nodePortOf, over, sample, serviceFlow, sharedFamilies, triesToSeeAll } from './flows.ts';
import type { Expectation } from './expectation.ts';
import type { Subject } from './promises.ts';

/** Flows from a pod to each address of a Service, over each of its transports. */
export const virtualAddressFlows = (from: string, service: Service): readonly Flow[] =>
  service.clusterAddresses.flatMap((address) =>
    service.transports.map((transport) =>
      serviceFlow(from, { label: service.name, address, port: service.port, machines: service.endpoints }, transport),
    ),
  );

/**
 * SVC-01: a pod that is an endpoint of the Service it calls must be able to get itself. SVC-02: so must its neighbour.
 * SVC-03: everybody who serves is chosen as often as any other.
 */
export const serviceClaims = ({ cluster }: Subject): readonly Expectation[] =>
  cluster.services
    .filter(isFree)
    .flatMap((service) => [
      ...endpointPods(cluster, service).flatMap((pod) =>
        virtualAddressFlows(pod.name, service).map((flow) => hairpin(pod, service, flow)),
      ),
      ...sample(neighboursIn(cluster, service), 16).flatMap(([pod, endpoint]) =>
        virtualAddressFlows(pod.name, service).map((flow) => neighbour(pod, { endpoint, service, flow })),
      ),
      ...spread(cluster, service),
    ]);

/** Each endpoint with another pod of its node. */
const neighboursIn = ({ nodes }: Cluster, { endpoints }: Service): readonly (readonly [Pod, Pod])[] =>
  nodes.flatMap(({ pods }) =>
    pods
      .filter(({ name }) => endpoints.includes(name))
      .flatMap((endpoint) => {
        const others = pods.filter((pod) => pod !== endpoint);
        const pod = others.find(({ name }) => !endpoints.includes(name)) ?? others[0];
        return pod === undefined ? [] : [[pod, endpoint] as const];
      }),
  );

type Near = { readonly endpoint: Pod; readonly service: Service; readonly flow: Flow };

/**
 * Both are on one node, and the answer must still come back the way that the question went, or it would have another
 * sender than was asked. Here pods are routed, and their node sees all that they say to each other.
 */
const neighbour = (pod: Pod, { endpoint, service, flow }: Near): Expectation => ({
  id: 'SVC-02',
  title: `${pod.name} calls ${service.name}, gets ${endpoint.name} on the same node, and is seen as itself ${over(flow.protocol, flow.family)}`,
  flow,
  tries: triesToSeeAll(flow),
  expected: {
    outcome: ['reached'],
    responder: [endpoint.name],
    orElse: service.endpoints.filter((other) => other !== endpoint.name),
    responderPort: service.targetPort,
    sourceOwner: [pod.name],
    ...(flow.protocol === 'udp' ? { answeredFrom: flow.to.address } : {}),
  },
  controls: [],
});

/** Asked by somebody who is no endpoint, where there is such a pod. */
const spread = (cluster: Cluster, service: Service): readonly Expectation[] => {
  const caller = callerOf(cluster, service);
  if (caller === undefined || service.endpoints.length < 2) return [];
  return virtualAddressFlows(caller.name, service).map((flow) => ({
    id: 'SVC-03',
    title: `${caller.name} calls ${service.name}, and all of its endpoints answer about as often as each other ${over(flow.protocol, flow.family)}`,
    flow,
    tries: triesToSeeSpread(service),
    expected: { outcome: ['reached'], responder: service.endpoints, spread: 'even' },
    controls: [],
  }));
};

/**
 * So many that an endpoint which gets half of its share is found out nine times in ten, where luck is taken for a fault
 * once in 1e9 (Pearson's chi-square, noncentrality 60: such an endpoint among k adds 1/(4(k - 1)) a call). Of large
 * Services more than that would take too long.
 */
const triesToSeeSpread = ({ endpoints }: Service): number => Math.min(240 * (endpoints.length - 1), 1000);

/** From the first outsider to a port of the first node, which hands on to every endpoint. */
export const fromOutside = ({ lab, cluster }: Subject, service: Service): readonly Flow[] => {
  const { nodePort: port, endpoints: machines, transports } = service;
  const [host] = lab.hosts;
  const [node] = cluster.nodes;
  if (host === undefined || node === undefined || port === null || service.externalTrafficPolicy === 'Local') return [];
  return sharedFamilies(host, node).flatMap((family) =>
    transports.map((transport) => {
      return serviceFlow(host.name, nodePortOf(node, { family, port, machines }), transport);
    }),
  );
};

/** Every connection of a client may be answered by anybody who serves: asked often enough, it meets them all. */
export const isFree = ({ affinitySeconds }: Service): boolean => affinitySeconds === null;

/** Somebody who is no endpoint himself, where there is such a pod. */
export const callerOf = ({ nodes }: Cluster, { endpoints }: Service): Pod | undefined => {
  const pods = nodes.flatMap((node) => node.pods);
  return pods.find(({ name }) => !endpoints.includes(name)) ?? pods.at(-1);
};

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
