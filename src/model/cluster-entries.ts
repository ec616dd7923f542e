// Between clusters through a gateway: a pod enters a NodePort of another cluster. That works for islands too, and even
// between two pods that have the same address.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Node, Service } from '../spec/lab.ts';
import { reaches } from './claims.ts';
import { type Crossing, podsOf, podToNode, type Seated } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, nodePortOf, serviceFlow, sharedFamilies, triesToSeeAll } from './flows.ts';
import { pairsOf } from './pairs.ts';
import { isFree } from './services.ts';

type Door = { readonly node: Node; readonly service: Service };

/** where one of the endpoints has the caller's own address. */
export const entryClaims = (crossing: Crossing, limit: number): readonly Expectation[] =>
  pairsOf(podsOf(crossing.from), doorsOf(crossing), limit).flatMap(([caller, door]) => enter(crossing, caller, door));

/** NodePorts behind which somebody answers, and in the end everybody who serves; those that must refuse or be silent are claimed of the outsider. */
const doorsOf = ({ to: { cluster } }: Crossing): readonly Door[] =>
  cluster.services.flatMap((service) =>
    cluster.nodes
      .filter((node) => service.nodePort !== null && isFree(service) && answering({ node, service }).length > 0)
      .map((node) => ({ node, service })),
  );

const answering = ({ node, service }: Door): readonly string[] =>
  service.externalTrafficPolicy === 'Cluster' ? service.endpoints : endpointsOn({ node, service });

const endpointsOn = ({ node, service }: Door): readonly string[] =>
  service.endpoints.filter((endpoint) => node.pods.some(({ name }) => name === endpoint));

const enter = (crossing: Crossing, caller: Seated, door: Door): readonly Expectation[] => {
  const here = endpointsOn(door);
  const there = answering(door).filter((endpoint) => !here.includes(endpoint));
  const { node, service } = door;
  return flowsTo(caller, door).flatMap((flow) => {
    const reach = podToNode({ ...crossing, family: flow.family }, caller, node);
    if (typeof reach === 'string') return [];
    const owners = service.externalTrafficPolicy === 'Local' ? reach.owners : [node.name, ...reach.owners];
    return [
      ...answeredBy({ crossing, caller, door, flow }, { endpoints: here, where: 'that node', owners }),
      ...answeredBy({ crossing, caller, door, flow }, { endpoints: there, where: 'another node', owners: [node.name] }),
    ];
  });
};

const flowsTo = ({ pod }: Seated, { node, service }: Door): readonly Flow[] =>
  sharedFamilies(pod, node).flatMap((family) =>
    service.transports.flatMap((transport) => {
      const { nodePort: port } = service;
      if (port === null) return [];
      const to = nodePortOf(node, { family, port, machines: answering({ node, service }) });
      return [serviceFlow(pod.name, to, transport)];
    }),
  );

type Entry = {
  readonly crossing: Crossing;
  readonly caller: Seated;
  readonly door: Door;
  readonly flow: Flow;
};

type Answer = {
  readonly endpoints: readonly string[];
  readonly where: string;
  readonly owners: readonly string[];
};

/** A claim for those with the caller's address and one for the others, each tried until all of its own are met. */
const answeredBy = (entry: Entry, { endpoints, where, owners }: Answer): readonly Expectation[] => {
  const { caller, door, flow } = entry;
  const twins = endpoints.filter((endpoint) => isTwin(entry, endpoint));
  const others = endpoints.filter((endpoint) => !twins.includes(endpoint));
  const seen = `sees ${owners.join(' or ')}`;
  const entered = `${caller.pod.name} enters ${flow.to.label} and`;
  const claim = (id: string, responder: readonly string[], who: string): readonly Expectation[] => {
    if (responder.length === 0) return [];
    const orElse = answering(door).filter((endpoint) => !responder.includes(endpoint));
    const also = { responder, orElse, responderPort: door.service.targetPort };
    return [{ ...reaches({ id, flow, title: `${entered} ${who} ${seen}`, also }, owners), tries: triesToSeeAll(flow) }];
  };
  return [
    ...claim('X-06', twins, `${twins.join(' or ')} on ${where}, which has the same address,`),
    ...claim('X-05', others, `an endpoint of ${door.service.name} on ${where}`),
  ];
};

const isTwin = ({ crossing, caller, flow }: Entry, endpoint: string): boolean => {
  const address = addressIn(flow.family, caller.pod);
  return podsOf(crossing.to).some(
    ({ pod }) => pod.name === endpoint && pod.addresses.some((own) => familyOf(own) === flow.family && own === address),
  );
};
