// What Kubernetes itself demands, whatever the model: pods reach each other, and each sees the other's own address.

import type { Cluster, Node, Pod } from '../spec/lab.ts';
import { asPromised, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, sample } from './flows.ts';
import type { Subject } from './promises.ts';

type Pair<To extends Addressed> = readonly [from: Addressed, to: To];

const podsOf = (cluster: Cluster): readonly Pod[] => cluster.nodes.flatMap((node) => node.pods);

const pairs = (cluster: Cluster, keep: (from: Pod, to: Pod) => boolean): readonly Pair<Pod>[] =>
  sample(
    podsOf(cluster).flatMap((from) =>
      podsOf(cluster).flatMap((to): Pair<Pod>[] => (keep(from, to) ? [[from, to]] : [])),
    ),
  );

const nodePairs = (
  cluster: Cluster,
  keep: (node: Node, pod: Pod) => boolean,
): readonly (readonly [node: Node, pod: Pod])[] =>
  sample(
    cluster.nodes.flatMap((node) =>
      podsOf(cluster).flatMap((pod): [Node, Pod][] => (keep(node, pod) ? [[node, pod]] : [])),
    ),
  );

/** The far end sees the sender's own address: nothing on the way may rewrite it. */
const unrewritten = (
  id: string,
  list: readonly Pair<Addressed>[],
  title: (from: string, to: string) => string,
): readonly Expectation[] =>
  list.flatMap(([from, to]) =>
    flowsBetween(from, to).map((flow) =>
      reaches(
        { id, flow, title: title(from.name, to.name), also: { sourceSeen: addressIn(flow.family, from) ?? '' } },
        [from.name],
      ),
    ),
  );

/** POD-01 to POD-08. */
export const podClaims = (subject: Subject): readonly Expectation[] => {
  const { cluster } = subject;
  const podAndNode = nodePairs(cluster, (node, pod) => pod.node === node.name);
  return [
    ...unrewritten(
      'POD-01',
      pairs(cluster, (from, to) => from === to),
      (pod) => `${pod} reaches itself by its own address`,
    ),
    ...unrewritten(
      'POD-02',
      pairs(cluster, (from, to) => from !== to && from.node === to.node),
      (from, to) => `${from} reaches ${to} on the same node, which sees the pod's own address`,
    ),
    ...unrewritten(
      'POD-03',
      pairs(cluster, (from, to) => from.node !== to.node),
      (from, to) => `${from} reaches ${to} on another node, which sees the pod's own address`,
    ),
    ...nodeToPod('POD-04', podAndNode, 'its pod'),
    ...nodeToPod(
      'POD-05',
      nodePairs(cluster, (node, pod) => pod.node !== node.name),
      'the remote pod',
    ),
    ...unrewritten(
      'POD-06',
      podAndNode.map(([node, pod]): Pair<Node> => [pod, node]),
      (pod, node) => `${pod} reaches its node ${node}, which sees the pod's own address`,
    ),
    ...podToOtherNode(subject),
    ...samePodAddress(cluster),
  ];
};

const nodeToPod = (id: string, list: readonly (readonly [Node, Pod])[], what: string): readonly Expectation[] =>
  list.flatMap(([node, pod]) =>
    flowsBetween(node, pod).map((flow) =>
      reaches({ id, flow, title: `${node.name} reaches ${what} ${pod.name} with an address of its own` }, [node.name]),
    ),
  );

const podToOtherNode = ({ cluster, promises }: Subject): readonly Expectation[] =>
  nodePairs(cluster, (node, pod) => pod.node !== node.name).flatMap(([node, pod]) =>
    flowsBetween(pod, node).flatMap((flow) => {
      const reach = promises.podToOtherNode(pod, node);
      return asPromised(reach, { id: 'POD-07', flow, title: `${pod.name} reaches the other node ${node.name}` }, []);
    }),
  );

/** POD-08: what a pod has on eth0 is what its peers see. */
const samePodAddress = (cluster: Cluster): readonly Expectation[] => {
  const pods = podsOf(cluster);
  return sample(pods).flatMap((pod) => {
    const peer = pods.find((other) => other.node !== pod.node) ?? pods.find((other) => other !== pod);
    if (peer === undefined) return [];
    return flowsBetween(pod, peer, ['tcp']).map((flow) => {
      const own = addressIn(flow.family, pod) ?? '';
      const title = `the address that ${pod.name} has is the address that its peer ${peer.name} sees`;
      return reaches({ id: 'POD-08', flow, title, also: { sourceSeen: own, sourceLocal: own } }, [pod.name]);
    });
  });
};
