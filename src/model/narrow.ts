// Narrow links beyond the core: whoever sends too much to somebody behind one is told by the core, and whoever translates
// hands that on to the one who sent it (RFC 1191, RFC 8201, RFC 4787 REQ-13). Only the sender learns the size.

import type { Flow } from '../probe/flow.ts';
import type { Host, Node } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { flowsBetween, over, sample } from './flows.ts';
import { largestPacket, mtuOf } from './packet-size.ts';
import { isAnswered, type Subject } from './promises.ts';
import { byNodePort, byVip, servedOver } from './ways-in.ts';

/** MTU-04 and MTU-05, of every outsider that stands on a LAN which carries less than the pods' links. */
export const narrowClaims = (subject: Subject): readonly Expectation[] =>
  subject.lab.hosts.flatMap((host) =>
    mtuOf(subject.lab, host) < largestPacket(subject.cluster)
      ? [...outwards(subject, host), ...inwards(subject, host)]
      : [],
  );

/** MTU-04: a datagram by the first pod of a node, a stream by its second one, as each learns for itself. */
const outwards = ({ lab, cluster, promises }: Subject, host: Host): readonly Expectation[] =>
  sample(cluster.nodes, 4).flatMap((node) => {
    const reached = ({ to }: Flow, pod: Node['pods'][number]): boolean => {
      const reach = promises.podToOutside(pod, node, to.address);
      return isAnswered(reach) && (promises.podRangesAreRouted || (reach.translations ?? 0) > 0);
    };
    const [first, second] = node.pods;
    const mtu = mtuOf(lab, host);
    return [
      ...(first === undefined
        ? []
        : flowsBetween(first, host, ['udp', 'icmp']).filter((flow) => reached(flow, first))
      ).flatMap((flow) => [fits(flow, mtu), tooLarge(flow, mtu)]),
      ...(second === undefined ? [] : flowsBetween(second, host, ['tcp']).filter((flow) => reached(flow, second))).map(
        (flow) => stream(flow, mtu),
      ),
    ];
  });

const fits = (flow: Flow, mtu: number): Expectation => ({
  id: 'MTU-04',
  title: `${mtu} bytes, all that the link of ${flow.to.label} carries, get there from ${flow.from} in one piece ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, packetSize: mtu },
  tries: 1,
  expected: { outcome: ['reached'], responder: flow.to.machines, unfragmented: true },
  controls: [],
});

const tooLarge = (flow: Flow, mtu: number): Expectation => ({
  id: 'MTU-04',
  title: `${flow.from} is told that ${mtu + 1} bytes are too many for ${flow.to.label}, and nobody else remembers it ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, packetSize: mtu + 1 },
  tries: 1,
  expected: { outcome: ['too-big'], pathMtu: mtu, learned: { by: 'sender', pathMtu: mtu } },
  controls: [],
  series: { earlier: [], sizes: 'request' },
});

/** More than fits into a window. Somebody on the way may have made segments small enough beforehand (MSS clamping). */
const streamBytes = 200_000;

const stream = (flow: Flow, mtu: number): Expectation => ({
  id: 'MTU-04',
  title: `${flow.from} gets 200 kB through to ${flow.to.label}, in packets of ${mtu} bytes ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, padding: streamBytes },
  tries: 1,
  expected: {
    outcome: ['reached'],
    responder: flow.to.machines,
    learned: { by: 'sender', pathMtu: mtu, orNobody: true },
  },
  controls: [],
  series: { earlier: [], sizes: 'request' },
});

/** MTU-05: what comes in by a gateway is answered in packets that get back. */
const inwards = ({ lab, cluster, promises }: Subject, host: Host): readonly Expectation[] => {
  const served = servedOver('tcp', cluster);
  const mtu = mtuOf(lab, host);
  return [
    ...sample(cluster.nodes, 4)
      .filter((node) => promises.outsideToNode(host, node) !== 'never')
      .flatMap((node) => served.flatMap((service) => byNodePort(host, node, service))),
    ...served.flatMap((service) => byVip(host, service)),
  ].map((flow) => answered(flow, mtu));
};

/** Enough that of two endpoints, one on the node that is entered and one elsewhere, both will have been met by and by. */
const visits = 4;

const answered = (flow: Flow, mtu: number): Expectation => ({
  id: 'MTU-05',
  title: `${flow.from} enters ${flow.to.label} and gets 200 kB back, in packets of ${mtu} bytes ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, answerBytes: streamBytes },
  tries: flow.to.machines.length > 1 ? visits : 1,
  expected: {
    outcome: ['reached'],
    responder: flow.to.machines,
    learned: { by: 'responder', pathMtu: mtu, orNobody: true },
  },
  controls: [],
  series: { earlier: [], sizes: 'answer' },
});
