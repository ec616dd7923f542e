// Gateway: VIP. As with a NodePort, but it is the destination address that stands for the Service, and it belongs to the
// larger network. With externalTrafficPolicy Cluster every node may serve, at the price of the client's address; with
// Local the client's address stays, and only nodes that have an endpoint may be where the address leads. Whatever the
// address does not serve must end at once, at the node: handed on, it would go back to whom it came from, and so on.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import {
  type Cluster,
  type Host,
  identityPort,
  isOnLan,
  type Node,
  type Service,
  type Transport,
} from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import type { Expectation, Expected } from './expectation.ts';
import { addressIn, flowTo, over, sample, serviceFlow, triesToSeeAll } from './flows.ts';
import { answersFor, callersOf, entriesOf, type Entry, served, serving, target } from './serving.ts';
import { besideClaims } from './vip-beside.ts';
import type { Subject } from './promises.ts';

/** IN-09 to IN-11, and IN-15. */
export const vipClaims = (subject: Subject): readonly Expectation[] => [
  ...entriesOf(subject).flatMap((entry) => [
    ...callersOf(entry).flatMap((host) => fromOutside(entry, host)),
    ...announced(entry),
    ...fromInside(entry),
  ]),
  ...besideClaims(subject),
];

const fromOutside = (entry: Entry, host: Host): readonly Expectation[] => [
  ...entry.service.transports.flatMap((transport) => {
    if (entry.service.endpoints.length === 0) return [];
    const flow = serviceFlow(host.name, target(entry, entry.service.port), transport);
    return [...selectsByAddress(entry, flow), sourceSeen(entry, host, flow)];
  }),
  ...unserved(entry, host),
];

/** IN-09: several addresses, one port; the address alone decides. */
const selectsByAddress = ({ subject, service }: Entry, flow: Flow): readonly Expectation[] => {
  const others = subject.lab.clusters
    .flatMap(({ services }) => services)
    .filter((other) => other !== service && other.vip !== null && other.port === service.port)
    .filter(({ endpoints }) => endpoints.length > 0);
  if (others.length === 0) return [];
  const title = `${flow.from} selects ${service.name} by destination address ${flow.to.address}, and not ${others.map(({ name }) => name).join(' or ')}, which has port ${service.port} too`;
  return [
    {
      id: 'IN-09',
      title: `${title}, ${over(flow.protocol, flow.family)}`,
      flow,
      tries: triesToSeeAll(flow),
      expected: { outcome: ['reached'], responder: service.endpoints, responderPort: service.targetPort },
      controls: [],
    },
  ];
};

/**
 * IN-11, what holds while no node dies. Local: led to a node with an endpoint, which sees the client; anywhere else it
 * would be dropped. Cluster: the endpoint sees the node that was entered, or, on that node, the client (as IN-03).
 */
const sourceSeen = (entry: Entry, host: Host, flow: Flow): Expectation => {
  const { service } = entry;
  const also = { responderPort: service.targetPort };
  const enters = `${host.name} enters ${flow.to.label}, and an endpoint of ${service.name} sees`;
  const tries = triesToSeeAll(flow);
  if (service.externalTrafficPolicy === 'Local') {
    const own = { ...also, sourceSeen: addressIn(flow.family, host) ?? '' };
    return {
      ...reaches({ id: 'IN-11', flow, title: `${enters} the client's own address`, also: own }, [host.name]),
      tries,
    };
  }
  const owners = [...serving(entry).map(({ name }) => name), host.name];
  return { ...reaches({ id: 'IN-11', flow, title: `${enters} ${owners.join(' or ')}`, also }, owners), tries };
};

/** IN-11 where ARP, or NDP, announces it: one of the nodes that may serve it answers, and no other machine. */
const announced = (entry: Entry): readonly Expectation[] => {
  const nodes = serving(entry).map(({ name }) => name);
  return entry.service.vip !== null && isOnLan(entry.service.vip.mode) ? answersFor(entry, nodes) : [];
};

/** IN-10, on a port that nobody has and on one that the node's own daemons have. */
const unserved = (entry: Entry, host: Host): readonly Expectation[] => {
  const { subject, service } = entry;
  const nodes = serving(entry);
  const end = nodes.length === 0 ? 'leads nowhere' : 'ends at its first node';
  const ports = service.endpoints.length === 0 ? [service.port, ...closed(service)] : closed(service);
  return ports.flatMap((port) =>
    (['tcp', 'udp'] satisfies Transport[]).map((transport) => {
      const flow = serviceFlow(host.name, { ...target(entry, port), machines: [] }, transport);
      const title = `${host.name} finds ${flow.to.label} closed: what the vip of ${service.name} does not serve ${end}`;
      return neverArrives(
        {
          id: 'IN-10',
          flow,
          title,
          also: { ...refusedBy(nodes), absentFrom: podsOf(subject.cluster), singlePass: true },
        },
        [...served(entry, host, transport), ...nodes.slice(0, 4).map((node) => flowTo(host.name, node, flow))],
      );
    }),
  );
};

/**
 * Whose refusal it is, is known by capture, and so is where it ends if nobody says a word: a node may drop it as well. Where nobody may serve, a router knows no way, and may say so or be tired of
 * saying it.
 */
const refusedBy = (nodes: readonly Node[]): Partial<Expected> =>
  nodes.length === 0 ? {} : endsAt(nodes.map(({ name }) => name));

const endsAt = (nodes: readonly string[]): Partial<Expected> => ({
  outcome: ['refused', 'unreachable', 'lost'],
  responder: nodes,
  lostAt: nodes,
});

/** A port that nobody has, and the one on which every machine answers with who it is. */
const closed = ({ port }: Service): readonly number[] => {
  const nobodys = port + 1 === identityPort || port === 65_535 ? 1 : port + 1;
  return [nobodys, identityPort].filter((one) => one !== port);
};

const podsOf = ({ nodes }: Cluster): readonly string[] => nodes.flatMap(({ pods }) => pods.map(({ name }) => name));

/** IN-15: from inside, Local is as good as Cluster, on nodes without an endpoint too. */
const fromInside = (entry: Entry): readonly Expectation[] => {
  const { subject, service, address } = entry;
  if (service.externalTrafficPolicy !== 'Local' || service.endpoints.length === 0) return [];
  const pods = subject.cluster.nodes.flatMap((node) => node.pods.slice(0, 4));
  return sample(pods.filter((pod) => addressIn(familyOf(address), pod) !== null)).flatMap((pod) =>
    service.transports.map((transport) => {
      const flow = serviceFlow(pod.name, target(entry, service.port), transport);
      const title = `${pod.name} on ${pod.node} reaches ${service.name} by its vip ${flow.to.label} from inside`;
      return {
        id: 'IN-15',
        title: `${title} ${over(flow.protocol, flow.family)}`,
        flow,
        tries: triesToSeeAll(flow),
        expected: { outcome: ['reached'] as const, responder: service.endpoints, responderPort: service.targetPort },
        controls: [],
      };
    }),
  );
};
