// Gateway: NodePort. The node takes the destination port for the choice of a Service. With externalTrafficPolicy Cluster
// every node serves, at the price of the client's address; with Local the client's address stays, and only nodes that
// have an endpoint serve.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Family, Host, Node, Service, Transport } from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { closedDoors, type Door } from './closed-doors.ts';
import { addressIn, flowTo, nodePortOf, over, sample, serviceFlow, sharedFamilies, triesToSeeAll } from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';
import { isFree } from './services.ts';

/** Somebody outside enters this node by this port, one transport and one family. */
type Entry = {
  readonly cluster: Cluster;
  readonly host: Host;
  readonly node: Node;
  readonly service: Service;
  readonly flow: Flow;
};

/** IN-03 to IN-08. */
export const nodePortClaims = ({ lab, cluster, promises }: Subject): readonly Expectation[] => {
  const doors = closedDoors(cluster);
  return lab.hosts.flatMap((host, at) =>
    sample(cluster.nodes, 16).flatMap((node) =>
      isAnswered(promises.outsideToNode(host, node))
        ? [
            ...cluster.services.flatMap((service) => entries({ cluster, host, node, service }).flatMap(claimsOf)),
            // One outsider tries them all, and the others only whether they are turned away at all.
            ...(at === 0 ? doors : doors.slice(0, 1)).flatMap((door) => closed({ cluster, host, node }, door)),
          ]
        : [],
    ),
  );
};

const entries = (place: Omit<Entry, 'flow'>): readonly Entry[] => {
  const { host, node, service } = place;
  const { nodePort } = service;
  if (nodePort === null) return [];
  return sharedFamilies(host, node).flatMap((family) =>
    service.transports.map((transport) => ({
      ...place,
      flow: enter(host, node, { port: nodePort, transport, family, endpoints: service.endpoints }),
    })),
  );
};

type Port = {
  readonly port: number;
  readonly transport: Transport;
  readonly family: Family;
  readonly endpoints: readonly string[];
};

const enter = (host: Host, node: Node, { port, transport, family, endpoints }: Port): Flow =>
  serviceFlow(host.name, nodePortOf(node, { family, port, machines: endpoints }), transport);

const claimsOf = (entry: Entry): readonly Expectation[] => {
  const { service } = entry;
  if (service.endpoints.length === 0) return [nobodyServes(entry)];
  const selects = selectsByPort(entry);
  return service.externalTrafficPolicy === 'Local' ? [...local(entry), ...selects] : [...anyNode(entry), ...selects];
};

const endpointsOn = ({ node, service }: Entry): readonly string[] =>
  service.endpoints.filter((endpoint) => node.pods.some((pod) => pod.name === endpoint));

/**
 * IN-03 and IN-04. For an endpoint on the entry node the client's own address is allowed too (Cilium leaves it, kube-proxy
 * does not: cilium/cilium#34235); for one elsewhere it is not, or the answer would bypass the node that was asked.
 */
const anyNode = (entry: Entry): readonly Expectation[] => {
  const { host, node, service } = entry;
  const here = endpointsOn(entry);
  const there = service.endpoints.filter((endpoint) => !here.includes(endpoint));
  // Whoever is remembered is led to one of them, and may never meet the others.
  if (!isFree(service))
    return answeredBy(entry, service.endpoints, { id: 'IN-04', where: 'any node', owners: [node.name, host.name] });
  return [
    ...answeredBy(entry, here, { id: 'IN-03', where: 'that node', owners: [node.name, host.name] }),
    ...answeredBy(entry, there, { id: 'IN-04', where: 'another node', owners: [node.name] }),
  ];
};

type Answer = { readonly id: string; readonly where: string; readonly owners: readonly string[] };

/** Enough tries that these endpoints are met; what the others see is the other claim's. */
const answeredBy = (
  { host, service, flow }: Entry,
  responder: readonly string[],
  answer: Answer,
): readonly Expectation[] => {
  if (responder.length === 0) return [];
  const { id, where, owners } = answer;
  const title = `${host.name} enters ${flow.to.label} and an endpoint of ${service.name} on ${where} sees ${owners.join(' or ')}`;
  const orElse = service.endpoints.filter((endpoint) => !responder.includes(endpoint));
  const also = { responder, orElse, responderPort: service.targetPort };
  return [{ ...reaches({ id, flow, title, also }, owners), tries: triesToSeeAll(flow) }];
};

/** IN-05 and IN-06. */
const local = (entry: Entry): readonly Expectation[] => {
  const { host, service, flow } = entry;
  const here = endpointsOn(entry);
  if (here.length === 0) return [silentlyDropped(entry)];
  const sourceSeen = addressIn(flow.family, host) ?? '';
  const title = `${host.name} enters ${flow.to.label} and an endpoint of ${service.name} on that node sees the client's own address`;
  const also = { responder: here, responderPort: service.targetPort, sourceSeen };
  return [{ ...reaches({ id: 'IN-05', flow, title, also }, [host.name]), tries: triesToSeeAll(flow) }];
};

/** Silence, not refusal: a refusal would tell load balancers' health checks that the node is broken. */
const silentlyDropped = ({ cluster, host, node, service, flow }: Entry): Expectation => {
  const title = `${host.name} enters ${flow.to.label}, where no endpoint of ${service.name} is, and is met by silence`;
  const served = cluster.nodes.find((other) => other.pods.some((pod) => service.endpoints.includes(pod.name)));
  const port = {
    port: flow.to.port ?? 0,
    transport: transportOf(flow),
    family: flow.family,
    endpoints: service.endpoints,
  };
  const controls = [flowTo(host.name, node, flow), ...(served === undefined ? [] : [enter(host, served, port)])];
  return neverArrives({ id: 'IN-06', flow, title, also: { outcome: ['lost'] } }, controls);
};

const transportOf = ({ protocol }: Flow): Transport => (protocol === 'udp' ? 'udp' : 'tcp');

/** IN-07. */
const nobodyServes = ({ cluster, host, node, service, flow }: Entry): Expectation =>
  refused(cluster, {
    id: 'IN-07',
    flow,
    title: `${host.name} enters ${flow.to.label} and ${node.name} refuses, for nobody serves ${service.name}`,
    controls: [flowTo(host.name, node, flow)],
    node,
  });

type Refusal = Pick<Expectation, 'id' | 'flow' | 'title' | 'controls'> & { readonly node: Node };

const refused = (cluster: Cluster, { id, flow, title, controls, node }: Refusal): Expectation => ({
  ...neverArrives({ id, flow, title }, controls),
  expected: {
    outcome: ['refused'],
    responder: [node.name],
    absentFrom: cluster.nodes.flatMap(({ pods }) => pods.map((pod) => pod.name)),
  },
});

/** IN-08: one node, several ports, several Services; the port alone decides. */
const selectsByPort = (entry: Entry): readonly Expectation[] => {
  const { cluster, host, node, service, flow } = entry;
  const siblings = cluster.services.filter(({ nodePort, endpoints }) => nodePort !== null && endpoints.length > 0);
  const served = service.externalTrafficPolicy === 'Cluster' || endpointsOn(entry).length > 0;
  if (siblings.length < 2 || !served) return [];
  const title = `${host.name} selects ${service.name} on ${node.name} by destination port ${service.nodePort}`;
  return [
    {
      id: 'IN-08',
      title: `${title} ${over(flow.protocol, flow.family)}`,
      flow,
      tries: triesToSeeAll(flow),
      expected: { outcome: ['reached'], responder: service.endpoints, responderPort: service.targetPort },
      controls: [],
    },
  ];
};

/** IN-08: the node itself refuses. */
const closed = ({ cluster, host, node }: Omit<Entry, 'flow' | 'service'>, door: Door): readonly Expectation[] =>
  sharedFamilies(host, node).flatMap((family) =>
    door.transports.map((transport) =>
      refused(cluster, {
        id: 'IN-08',
        flow: enter(host, node, { port: door.port, transport, family, endpoints: [] }),
        title: `${host.name} finds port ${door.port} of ${node.name} closed`,
        controls: [flowTo(host.name, node, { protocol: transport, family })],
        node,
      }),
    ),
  );
