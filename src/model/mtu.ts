// Packet sizes: the largest one gets through, whoever sends more is told so, and nobody cuts. Bulk is in bulk.ts.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Host, Node, Service } from '../spec/lab.ts';
import { bulk, bulkClaims } from './bulk.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, over, sample, sharedFamilies, triesToSeeAll } from './flows.ts';
import { otherPaths, toOtherCluster } from './mtu-paths.ts';
import { largestPacket, wideHosts } from './packet-size.ts';
import { isAnswered, type Subject } from './promises.ts';

/** MTU-01, MTU-02 and MTU-03. */
export const mtuClaims = (subject: Subject): readonly Expectation[] => {
  const { cluster } = subject;
  const paths = [...betweenNodes(cluster), ...inByNodePort(subject), ...otherPaths(subject)];
  return [
    ...paths.flatMap((flow) => sizes(flow, largestPacket(cluster))),
    ...toOtherCluster(subject).flatMap(({ flow, bytes }) => sizes(flow, bytes)),
    ...podPairs(cluster)
      .flatMap(([from, to]) => flowsBetween(from, to, ['udp']))
      .map((flow) => uncut(flow, largestPacket(cluster))),
    ...podPairs(cluster)
      .flatMap(([from, to]) => flowsBetween(from, to, ['tcp']))
      .map(bulk),
    ...bulkClaims(subject),
  ];
};

type Pair = readonly [from: Addressed, to: Addressed];

/** The first pod of every node, each with that of every other node, both ways. */
const podPairs = (cluster: Cluster): readonly Pair[] => remotePairs(cluster, ({ pods }) => pods.slice(0, 1));

const remotePairs = ({ nodes }: Cluster, senders: (node: Node) => readonly Addressed[]): readonly Pair[] =>
  sample(
    nodes.flatMap((node) =>
      nodes
        .filter((other) => other !== node)
        .flatMap((other) => senders(node).flatMap((from) => other.pods.slice(0, 1).map((to): Pair => [from, to]))),
    ),
    16,
  );

const betweenNodes = (cluster: Cluster): readonly Flow[] =>
  [...podPairs(cluster), ...remotePairs(cluster, (node) => [node])].flatMap(([from, to]) =>
    flowsBetween(from, to, ['udp', 'icmp']),
  );

/** From the outside the overlay cannot be seen: only the node that was entered can say that it is narrower. */
const inByNodePort = ({ lab, cluster, promises }: Subject): readonly Flow[] =>
  wideHosts(lab, cluster)
    .slice(0, 1)
    .flatMap((host) =>
      sample(cluster.nodes, 4).flatMap((node) => {
        if (!isAnswered(promises.outsideToNode(host, node))) return [];
        return cluster.services
          .filter(isServed)
          .slice(0, 1)
          .flatMap((service) => enter(host, node, service));
      }),
    );

const isServed = ({ endpoints, transports, externalTrafficPolicy, nodePort }: Service): boolean =>
  endpoints.length > 0 && transports.includes('udp') && externalTrafficPolicy === 'Cluster' && nodePort !== null;

const enter = (host: Host, node: Node, { nodePort, endpoints }: Service): readonly Flow[] =>
  sharedFamilies(host, node).map((family) => ({
    from: host.name,
    to: {
      label: `${node.name}:${nodePort}`,
      address: addressIn(family, node) ?? '',
      machines: endpoints,
      ...(nodePort === null ? {} : { port: nodePort }),
    },
    protocol: 'udp',
    family,
  }));

const sizes = (flow: Flow, bytes: number): readonly Expectation[] => [largest(flow, bytes), oneMore(flow, bytes)];

const largest = (flow: Flow, bytes: number): Expectation => ({
  id: 'MTU-01',
  title: `the largest packet, ${bytes} bytes, gets from ${flow.from} to ${flow.to.label} in one piece ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, packetSize: bytes },
  tries: triesToSeeAll(flow),
  expected: { outcome: ['reached'], responder: flow.to.machines },
  controls: [],
});

/** A drop alone would stall connections for good: the sender must be told, and told the truth. */
const oneMore = (flow: Flow, bytes: number): Expectation => ({
  id: 'MTU-01',
  title: `${flow.from} is told that one byte more than ${bytes} is too big on the way to ${flow.to.label} ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, packetSize: bytes + 1 },
  tries: 1,
  expected: { outcome: ['too-big'], pathMtu: bytes },
  controls: [],
});

/** Nobody notices an overlay that cuts what it carries: everything arrives, at half the speed. */
const uncut = (flow: Flow, bytes: number): Expectation => ({
  id: 'MTU-02',
  title: `nobody on the way cuts the largest packet from ${flow.from} to ${flow.to.label} into fragments ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, packetSize: bytes },
  tries: 1,
  expected: { outcome: ['reached'], responder: flow.to.machines, unfragmented: true },
  controls: [],
});
