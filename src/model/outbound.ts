// Outbound: what the outside sees when somebody inside calls it. A flat network shows the pod's own address, an island
// shows an address of the pod's own node.

import type { Flow } from '../probe/flow.ts';
import type { Host, Node, Pod } from '../spec/lab.ts';
import { asPromised, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import { isAnswered, type Reach, type Subject } from './promises.ts';

/** OUT-01, OUT-02 and OUT-06. */
export const outboundClaims = (subject: Subject): readonly Expectation[] =>
  subject.lab.hosts.flatMap((host) => [
    ...fromPods(subject, host),
    ...fromNodes(subject, host),
    ...translations(subject, host),
  ]);

const podsWithNodes = ({ cluster }: Subject): readonly (readonly [Pod, Node])[] =>
  sample(cluster.nodes.flatMap((node) => node.pods.map((pod): [Pod, Node] => [pod, node])));

const shownAs = (from: string, host: string, reach: Reach): string =>
  `${from} reaches ${host}, which sees ${typeof reach === 'string' ? 'nobody' : reach.owners.join(' or ')}`;

const fromPods = (subject: Subject, host: Host): readonly Expectation[] =>
  podsWithNodes(subject).flatMap(([pod, node]) =>
    flowsBetween(pod, host).flatMap((flow) => {
      const reach = subject.promises.podToOutside(pod, node, flow.to.address);
      const controls = ofKind(flow, exits(pod, node, host));
      return asPromised(reach, { id: 'OUT-01', flow, title: shownAs(pod.name, host.name, reach) }, controls);
    }),
  );

/** The pod can send, for its node answers it; the host can answer, for it answers the node. */
const exits = (pod: Pod, node: Node, host: Host): readonly Flow[] => [
  ...flowsBetween(pod, node),
  ...flowsBetween(node, host),
];

const fromNodes = ({ cluster, promises }: Subject, host: Host): readonly Expectation[] =>
  sample(cluster.nodes).flatMap((node) =>
    flowsBetween(node, host).flatMap((flow) => {
      const reach = promises.nodeToOutside(node, flow.to.address);
      const also = typeof reach === 'string' ? {} : { sourceSeen: addressIn(flow.family, node) ?? '' };
      return asPromised(reach, { id: 'OUT-02', flow, title: shownAs(node.name, host.name, reach), also }, []);
    }),
  );

const times = (count: number): string => (count === 0 ? 'never' : count === 1 ? 'exactly once' : `${count} times`);

/** OUT-06: two rewrites in a row work just as well as one, until somebody has to debug them. Kernels say the same. */
const translations = (subject: Subject, host: Host): readonly Expectation[] =>
  podsWithNodes(subject).flatMap(([pod, node]) =>
    flowsBetween(pod, host).flatMap((flow) => {
      const reach = subject.promises.podToOutside(pod, node, flow.to.address);
      if (!isAnswered(reach) || reach.translations === null) return [];
      const title = `${pod.name} is translated ${times(reach.translations)} on its way to ${host.name}`;
      const also = { translations: reach.translations, translatedAt: reach.translations === 0 ? [] : reach.owners };
      return [reaches({ id: 'OUT-06', flow, title, also }, reach.owners)];
    }),
  );
