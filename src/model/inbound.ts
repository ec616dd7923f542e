// Outside to inside, without a gateway: what the larger network can reach directly.

import type { Flow } from '../probe/flow.ts';
import type { Host, Node, Pod } from '../spec/lab.ts';
import { asPromised } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import type { Subject } from './promises.ts';

/** IN-01 and IN-02. */
export const inboundClaims = (subject: Subject): readonly Expectation[] =>
  subject.lab.hosts.flatMap((host) => [...toPods(subject, host), ...toNodes(subject, host)]);

const toPods = ({ cluster, promises }: Subject, host: Host): readonly Expectation[] =>
  sample(cluster.nodes.flatMap((node) => node.pods.map((pod): [Node, Pod] => [node, pod]))).flatMap(([node, pod]) =>
    flowsBetween(host, pod).flatMap((flow) => {
      const title = `${host.name} reaches ${pod.name} directly, by the pod's address`;
      const controls = ofKind(flow, viaNode(host, node, pod));
      return asPromised(
        promises.outsideToPod(host, pod, addressIn(flow.family, host) ?? ''),
        { id: 'IN-01', flow, title },
        controls,
      );
    }),
  );

/** The prober can send, for it reaches the pod's node; the listener can answer, for it answers that node. */
const viaNode = (prober: Addressed, node: Node, pod: Pod): readonly Flow[] => [
  ...flowsBetween(prober, node),
  ...flowsBetween(node, pod),
];

const toNodes = ({ cluster, promises }: Subject, host: Host): readonly Expectation[] =>
  sample(cluster.nodes).flatMap((node) =>
    flowsBetween(host, node).flatMap((flow) => {
      const title = `${host.name} reaches ${node.name}, which sees the client's own address`;
      return asPromised(promises.outsideToNode(host, node), { id: 'IN-02', flow, title }, []);
    }),
  );
