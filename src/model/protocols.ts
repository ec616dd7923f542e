// Protocols: the same paths once more, with what each protocol must do beyond getting there.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Host, Node, Pod } from '../spec/lab.ts';
import { reaches } from './claims.ts';
import { podsOf } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import {
  addressIn,
  flowsBetween,
  flowTo,
  nodePortOf,
  over,
  serviceFlow,
  sharedFamilies,
  triesToSeeAll,
} from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';
import { virtualAddressFlows } from './services.ts';

/** PROTO-01 to PROTO-03 on one path of each kind, and PROTO-04. */
export const protocolClaims = (subject: Subject): readonly Expectation[] => [
  ...paths(subject).flatMap(({ where, flow }) => onPath(where, flow)),
  ...subject.lab.hosts.flatMap((host) => sameIdentifier(subject, host)),
  ...sctpBetweenPods(subject),
];

type Path = { readonly where: string; readonly flow: Flow };

const onPath = (where: string, flow: Flow): readonly Expectation[] => {
  const expected = { outcome: ['reached'] as const, responder: flow.to.machines };
  const claim = { flow, tries: triesToSeeAll(flow), controls: [] };
  const title = (what: string): string =>
    `${where}: ${what} from ${flow.from} to ${flow.to.label} ${over(flow.protocol, flow.family)}`;
  if (flow.protocol === 'tcp')
    return [
      {
        ...claim,
        id: 'PROTO-01',
        title: title('handshake, echo, and both ends see the other close'),
        expected: { ...expected, closedBothSides: true },
      },
    ];
  if (flow.protocol === 'udp')
    return [
      {
        ...claim,
        id: 'PROTO-02',
        title: title('the answer comes from the address that was asked'),
        expected: { ...expected, answeredFrom: flow.to.address },
      },
    ];
  return [{ ...claim, id: 'PROTO-03', title: title('echo is replied to'), expected }];
};

/** One path of every kind that the model allows, over every protocol it can carry. */
const paths = ({ lab, cluster, promises }: Subject): readonly Path[] => {
  const [node, other] = [
    cluster.nodes.find(({ pods }) => pods.length > 0),
    cluster.nodes.findLast(({ pods }) => pods.length > 0),
  ];
  if (node === undefined || other === undefined) return [];
  const [pod, sibling] = node.pods;
  const remote = other === node ? undefined : other.pods[0];
  const host = lab.hosts[0];
  if (pod === undefined) return [];
  const between = (where: string, flows: readonly Flow[]): readonly Path[] => flows.map((flow) => ({ where, flow }));
  return [
    ...(sibling === undefined ? [] : between('on one node', flowsBetween(pod, sibling))),
    ...(remote === undefined ? [] : between('between nodes', flowsBetween(pod, remote))),
    ...between('pod to its node', flowsBetween(pod, node)),
    ...(remote === undefined ? [] : between('through the Service', serviceOf(cluster, pod))),
    ...(host === undefined
      ? []
      : [
          ...between(
            'out',
            flowsBetween(pod, host).filter(({ to }) => isAnswered(promises.podToOutside(pod, node, to.address))),
          ),
          ...between(
            'out of the node',
            flowsBetween(node, host).filter(({ to }) => isAnswered(promises.nodeToOutside(node, to.address))),
          ),
          ...between(
            'in',
            flowsBetween(host, pod).filter(({ family }) =>
              isAnswered(promises.outsideToPod(host, pod, addressIn(family, host) ?? '')),
            ),
          ),
          ...(isAnswered(promises.outsideToNode(host, node)) ? throughNodes(cluster, host) : []),
        ]),
  ];
};

const serviceOf = (cluster: Cluster, pod: Pod): readonly Flow[] =>
  cluster.services
    .filter(({ endpoints }) => endpoints.length > 0)
    .flatMap((service) => virtualAddressFlows(pod.name, service));

/** Every NodePort on every node that may serve it. */
const throughNodes = (cluster: Cluster, host: Host): readonly Path[] =>
  cluster.services.flatMap((service) =>
    cluster.nodes
      .filter(
        (node) =>
          service.endpoints.length > 0 &&
          (service.externalTrafficPolicy === 'Cluster' || hasEndpoint(node, service.endpoints)),
      )
      .flatMap((node) =>
        sharedFamilies(host, node).flatMap((family) =>
          service.transports.flatMap((transport) => {
            const { nodePort: port } = service;
            if (port === null) return [];
            const to = nodePortOf(node, { family, port, machines: service.endpoints });
            return [{ where: 'in by NodePort', flow: serviceFlow(host.name, to, transport) }];
          }),
        ),
      ),
  );

const hasEndpoint = ({ pods }: Node, endpoints: readonly string[]): boolean =>
  pods.some(({ name }) => endpoints.includes(name));

/** Any number below 65536 does; this one is easy to find in a capture (0x1234). */
const identifier = 4660;

/** PROTO-03: two pods of one node ping one target with one identifier; the node must tell the answers apart. */
const sameIdentifier = ({ cluster, promises }: Subject, host: Host): readonly Expectation[] =>
  cluster.nodes.flatMap((node) => {
    const pair = node.pods.slice(0, 2);
    if (pair.length < 2) return [];
    return pair.flatMap((pod, i) => {
      const twin = pair[1 - i]?.name;
      return sharedFamilies(pod, host).flatMap((family) => {
        const flow = { ...flowTo(pod.name, host, { protocol: 'icmp', family }), sourcePort: identifier };
        const reach = promises.podToOutside(pod, node, flow.to.address);
        if (typeof reach === 'string') return [];
        const title = `${pod.name} pings ${host.name} with the identifier that ${twin} uses too`;
        return [reaches({ id: 'PROTO-03', flow, title }, reach.owners)];
      });
    });
  });

/** PROTO-04: to a pod of another node where there is one, said once so that nobody takes silence for a pass. */
const sctpBetweenPods = ({ cluster }: Subject): readonly Expectation[] => {
  const [first, ...rest] = podsOf({ cluster });
  const peer = rest.findLast(({ node }) => node !== first?.node) ?? rest[0];
  if (first === undefined || peer === undefined) return [];
  return sharedFamilies(first.pod, peer.pod).map((family) => {
    const flow = flowTo(first.pod.name, peer.pod, { protocol: 'sctp', family });
    return {
      ...reaches({ id: 'PROTO-04', flow, title: `${first.pod.name} reaches ${peer.pod.name}` }, [first.pod.name]),
      skip: 'nothing here sends SCTP: it takes a kernel with SCTP sockets, and many are built without (CONFIG_IP_SCTP)',
    };
  });
};
