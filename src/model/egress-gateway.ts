// Gateway: egress through one node. Chosen pods leave by it, wherever they run, and outsiders know them by its address;
// whoever was not chosen leaves as before. What stays inside, and what answers somebody who came in, is not leaving: in by
// a node, or straight to the pod, where the network is flat.

import type { Flow } from '../probe/flow.ts';
import type { EgressGateway, Host, Node, Pod, Service } from '../spec/lab.ts';
import { asPromised, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { failClosedClaims } from './fail-closed.ts';
import {
  addressIn,
  flowsBetween,
  nodePortOf,
  over,
  sample,
  serviceFlow,
  sharedFamilies,
  triesToSeeAll,
} from './flows.ts';
import { exceptionFor } from './masquerade-exceptions.ts';
import { isAnswered, type Subject } from './promises.ts';

type Leaving = Subject & { readonly gateway: EgressGateway };

/** OUT-04, OUT-05 and OUT-07. */
export const egressGatewayClaims = (subject: Subject): readonly Expectation[] => {
  const gateway = subject.cluster.egressGateway;
  if (gateway === null) return [];
  const leaving = { ...subject, gateway };
  return [
    ...subject.lab.hosts.flatMap((host) => [
      ...chosen(leaving, host),
      ...notChosen(leaving, host),
      ...gatewayItself(leaving, host),
      ...answers(leaving, host),
      ...answersItself(leaving, host),
    ]),
    ...inside(leaving),
    ...failClosedClaims(subject),
  ];
};

const podsOf = ({ cluster }: Subject): readonly Pod[] => cluster.nodes.flatMap(({ pods }) => pods);

const chosenPods = (leaving: Leaving): readonly Pod[] =>
  sample(
    podsOf(leaving).filter(({ name }) => leaving.gateway.pods.includes(name)),
    32,
  );

/** The gateway as outsiders know it: an address of its own, or the node's. */
const shown = ({ gateway }: Leaving, { family }: Flow): string =>
  addressIn(family, { name: gateway.node, addresses: gateway.addresses }) ?? '';

/** Enough that a gateway which lets every second connection slip is found out but once in a thousand times. */
const connections = 10;

const chosen = (leaving: Leaving, host: Host): readonly Expectation[] =>
  chosenPods(leaving).flatMap((pod) =>
    flowsBetween(pod, host).flatMap((flow) => {
      const { node } = leaving.gateway;
      const also = { sourceSeen: shown(leaving, flow) };
      const title = `${pod.name} leaves by the egress gateway ${node}, and ${host.name} sees ${also.sourceSeen}`;
      const every = `${host.name} sees every connection of ${pod.name} come from ${also.sourceSeen}, from the first on`;
      return [
        reaches({ id: 'OUT-04', flow, title, also }, [node]),
        ...(flow.protocol === 'icmp'
          ? []
          : [{ ...reaches({ id: 'OUT-05', flow, title: every, also }, [node]), tries: connections }]),
      ];
    }),
  );

/** The very address: on the gateway's own node an owner alone would not tell one from the other. */
const notChosen = (leaving: Leaving, host: Host): readonly Expectation[] =>
  sample(
    leaving.cluster.nodes.flatMap((node) => node.pods.map((pod): [Pod, Node] => [pod, node])),
    32,
  ).flatMap(([pod, node]) => {
    if (leaving.gateway.pods.includes(pod.name)) return [];
    return flowsBetween(pod, host).flatMap((flow) => {
      const reach = leaving.promises.podToOutside(pod, node, flow.to.address);
      // What is excepted from masquerade is claimed of the exception.
      if (typeof reach === 'string' || exceptionFor(leaving.cluster, flow.to.address) !== undefined) return [];
      const [seen, whose] = reach.owners.includes(node.name) ? [node, `its own node ${node.name}`] : [pod, 'the pod'];
      const also = { sourceSeen: addressIn(flow.family, seen) ?? '' };
      const title = `${pod.name} was not chosen: ${host.name} sees ${also.sourceSeen} of ${whose}`;
      return [reaches({ id: 'OUT-04', flow, title, also }, reach.owners)];
    });
  });

const gatewayItself = (leaving: Leaving, host: Host): readonly Expectation[] =>
  leaving.cluster.nodes
    .filter(({ name }) => name === leaving.gateway.node)
    .flatMap((node) =>
      flowsBetween(node, host).map((flow) => {
        const also = { sourceSeen: addressIn(flow.family, node) ?? '' };
        const title = `the egress gateway ${node.name} speaks for itself: ${host.name} sees its own ${also.sourceSeen}`;
        return reaches({ id: 'OUT-04', flow, title, also }, [node.name]);
      }),
    );

/** What a chosen pod says to pods and nodes of its own cluster is seen as what any pod says. */
const inside = (leaving: Leaving): readonly Expectation[] =>
  chosenPods(leaving).flatMap((pod) => [
    ...peersOf(leaving, pod).flatMap((peer) =>
      flowsBetween(pod, peer).map((flow) => {
        const also = { sourceSeen: addressIn(flow.family, pod) ?? '' };
        const title = `${pod.name} stays inside: ${peer.name} on ${peer.node} sees the pod's own address`;
        return reaches({ id: 'OUT-04', flow, title, also }, [pod.name]);
      }),
    ),
    ...sample(leaving.cluster.nodes, 8)
      .filter(({ name }) => name !== pod.node)
      .flatMap((node) =>
        flowsBetween(pod, node).flatMap((flow) => {
          const reach = leaving.promises.podToOtherNode(pod, node);
          const title = `${pod.name} stays inside: the node ${node.name} sees the pod, or the pod's own node`;
          return asPromised(reach, { id: 'OUT-04', flow, title }, []);
        }),
      ),
  ]);

/** One pod of each node, at most eight. */
const peersOf = ({ cluster }: Leaving, pod: Pod): readonly Pod[] =>
  sample(
    cluster.nodes.flatMap(({ pods }) => pods.filter((peer) => peer !== pod).slice(0, 1)),
    8,
  );

/** Somebody came in by a node, and is answered from where he came in, whoever was chosen to serve him. */
const answers = (leaving: Leaving, host: Host): readonly Expectation[] =>
  leaving.cluster.services
    .filter(({ endpoints }) => endpoints.some((endpoint) => leaving.gateway.pods.includes(endpoint)))
    .flatMap((service) => homesOf(leaving, service).flatMap((node) => entered(host, node, service)));

/** Nodes that have an endpoint which was chosen: under either policy they serve. */
const homesOf = ({ cluster, gateway }: Leaving, { endpoints }: Service): readonly Node[] =>
  cluster.nodes.filter(({ pods }) => pods.some(({ name }) => endpoints.includes(name) && gateway.pods.includes(name)));

const entered = (host: Host, node: Node, service: Service): readonly Expectation[] => {
  const { nodePort: port, endpoints, transports } = service;
  if (port === null) return [];
  return sharedFamilies(host, node).flatMap((family) =>
    transports.map((transport) => {
      const flow = serviceFlow(host.name, nodePortOf(node, { family, port, machines: endpoints }), transport);
      return {
        id: 'OUT-04',
        title: `${host.name} enters ${flow.to.label} to ${service.name} and is answered from there, not by the egress gateway, ${over(transport, family)}`,
        flow,
        tries: triesToSeeAll(flow),
        expected: {
          outcome: ['reached'] as const,
          responder: endpoints,
          ...(transport === 'udp' ? { answeredFrom: flow.to.address } : {}),
        },
        controls: [],
      };
    }),
  );
};

/** Straight to the pod, where the model lets anybody in: an answer by the gateway would be one of somebody else. */
const answersItself = (leaving: Leaving, host: Host): readonly Expectation[] =>
  chosenPods(leaving).flatMap((pod) =>
    flowsBetween(host, pod, ['tcp', 'udp']).flatMap((flow) => {
      const reach = leaving.promises.outsideToPod(host, pod, addressIn(flow.family, host) ?? '');
      if (!isAnswered(reach)) return [];
      const title = `${host.name} calls ${pod.name} itself and is answered from ${flow.to.address}, not by the egress gateway`;
      const also = flow.protocol === 'udp' ? { answeredFrom: flow.to.address } : {};
      return [reaches({ id: 'OUT-04', flow, title, also }, reach.owners)];
    }),
  );
