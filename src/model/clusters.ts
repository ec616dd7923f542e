// Between clusters. Flat clusters and those of one archipelago reach each other's pods by address; islands only through
// gateways. Where pod ranges are reused, the address of another cluster's pod is that of one's own, or of nobody.

import type { Flow } from '../probe/flow.ts';
import type { Node } from '../spec/lab.ts';
import { asPromised, neverArrives, reaches } from './claims.ts';
import { entryClaims } from './cluster-entries.ts';
import {
  atHome,
  type Crossing,
  inOneArchipelago,
  nodeToNode,
  nodeToPod,
  podsOf,
  podToNode,
  podToPod,
  type Seated,
} from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, ofKind } from './flows.ts';
import { membershipClaims } from './membership.ts';
import { fairShare, pairsOf, partnersOf } from './pairs.ts';
import type { Reach, Subject } from './promises.ts';

/** */
export const clusterClaims = (subject: Subject): readonly Expectation[] => [
  ...crossingClaims(subject),
  ...membershipClaims(subject),
];

const crossingClaims = ({ lab, others, ...from }: Subject): readonly Expectation[] => {
  const limit = fairShare(lab.clusters.length);
  return partnersOf(lab.clusters.indexOf(from.cluster), others).flatMap((to) => {
    const crossing = { lab, from, to };
    return [
      ...pairsOf(podsOf(from), podsOf(to), limit).flatMap(([caller, target]) => podCallsPod(crossing, caller, target)),
      ...pairsOf(podsOf(from), to.cluster.nodes, limit).flatMap(([caller, node]) =>
        podCallsNode(crossing, caller, node),
      ),
      ...pairsOf(from.cluster.nodes, podsOf(to), limit).flatMap(([node, target]) =>
        nodeCallsPod(crossing, node, target),
      ),
      ...entryClaims(crossing, limit),
      ...(inOneArchipelago(crossing) ? untranslated(crossing, limit) : []),
    ];
  });
};

/** where the address is of the caller's own network. */
const podCallsPod = (crossing: Crossing, caller: Seated, { pod, node }: Seated): readonly Expectation[] =>
  flowsBetween(caller.pod, pod).flatMap((flow) => {
    const from = caller.pod.name;
    const target = `${pod.name} of cluster ${crossing.to.cluster.name}`;
    const controls = ofKind(flow, [
      ...asFarAs(podToNode({ ...crossing, family: flow.family }, caller, node), caller.pod, [node, caller.node]),
      ...flowsBetween(node, pod),
    ]);
    const home = atHome(crossing, flow.to.address);
    if (!inOneArchipelago(crossing) && home !== null) {
      const called = { id: 'X-02', flow, from: caller.pod, target, controls };
      return [home.twin === null ? nobodyAtHome(called) : answeredAtHome(called, home.twin)];
    }
    const reach = podToPod({ ...crossing, family: flow.family }, caller, pod);
    const title = `${from} reaches ${target}, which sees ${seenBy(reach)}`;
    return promised({ id: 'X-01', flow, title, target }, reach, controls);
  });

/** */
const podCallsNode = (crossing: Crossing, caller: Seated, node: Node): readonly Expectation[] =>
  flowsBetween(caller.pod, node).flatMap((flow) => {
    const target = `node ${node.name} of cluster ${crossing.to.cluster.name}`;
    const reach = podToNode({ ...crossing, family: flow.family }, caller, node);
    const title = `${caller.pod.name} reaches ${target}, which sees ${seenBy(reach)}`;
    const controls = ofKind(flow, [
      ...flowsBetween(caller.pod, caller.node),
      // A node without pods can still be asked by itself.
      ...flowsBetween(node.pods[0] ?? node, node),
    ]);
    return promised({ id: 'X-03', flow, title, target }, reach, controls);
  });

/** X-04: a node is in the larger network too, and still finds no way but its own pods' network. */
const nodeCallsPod = (crossing: Crossing, caller: Node, { pod, node }: Seated): readonly Expectation[] =>
  flowsBetween(caller, pod).flatMap((flow) => {
    const target = `${pod.name} of cluster ${crossing.to.cluster.name}`;
    const controls = ofKind(flow, [
      ...asFarAs(nodeToNode({ ...crossing, family: flow.family }, caller, node), caller, [
        node,
        ...caller.pods.slice(0, 1),
      ]),
      ...flowsBetween(node, pod),
    ]);
    const home = atHome(crossing, flow.to.address);
    if (!inOneArchipelago(crossing) && home !== null) {
      // A node whose own routes say that nobody has the address sends nothing, and that proves nothing.
      if (home.twin === null) return [];
      return [answeredAtHome({ id: 'X-04', flow, from: caller, target, controls }, home.twin)];
    }
    const reach = nodeToPod({ ...crossing, family: flow.family }, caller, pod);
    const title = `${caller.name} reaches ${target}, which sees ${seenBy(reach)}`;
    return promised({ id: 'X-04', flow, title, target }, reach, controls);
  });

const seenBy = (reach: Reach): string => (typeof reach === 'string' ? 'nobody' : reach.owners.join(' or '));

/** As near to the target as the caller gets: the first of `places` where it may go there, else the last. */
const asFarAs = (reach: Reach, caller: Addressed, places: readonly Addressed[]): readonly Flow[] => {
  const place = typeof reach === 'string' ? places.at(-1) : places[0];
  return place === undefined ? [] : flowsBetween(caller, place);
};

type Between = {
  readonly id: string;
  readonly flow: Flow;
  readonly title: string;
  readonly target: string;
};

const promised = ({ target, ...claim }: Between, reach: Reach, controls: readonly Flow[]): readonly Expectation[] =>
  reach === 'never'
    ? [neverArrives({ ...claim, title: `${claim.flow.from} never reaches ${target}` }, controls)]
    : asPromised(reach, claim, controls);

type Called = Omit<Between, 'title'> & { readonly from: Addressed; readonly controls: readonly Flow[] };

/** It connects, and it is the wrong pod to anybody who does not ask who answers. */
const answeredAtHome = ({ id, flow, from, target }: Called, twin: Addressed): Expectation => {
  const { address, port } = flow.to;
  const who = twin.name === from.name ? 'itself' : `its own network's ${twin.name}`;
  return reaches(
    {
      id,
      flow: {
        ...flow,
        to: { label: address, address, machines: [twin.name], ...(port === undefined ? {} : { port }) },
      },
      title: `${from.name} calls ${address}, the address of ${target}, and gets ${who}`,
    },
    [from.name],
  );
};

const nobodyAtHome = ({ id, flow, from, target, controls }: Called): Expectation =>
  neverArrives(
    { id, flow, title: `${from.name} calls ${flow.to.address}, the address of ${target}, and gets nobody` },
    controls,
  );

/** every node of a member must know every other member's pods for what they are, and leave them alone. */
const untranslated = ({ from, to }: Crossing, limit: number): readonly Expectation[] =>
  pairsOf(from.cluster.nodes, to.cluster.nodes, limit).flatMap(([node, other]) => {
    const [pod, peer] = [node.pods[0], other.pods[0]];
    if (pod === undefined || peer === undefined) return [];
    return flowsBetween(pod, peer).map((flow) => {
      const title = `nobody translates between ${pod.name} on ${node.name} and ${peer.name} on ${other.name}`;
      const also = { sourceSeen: addressIn(flow.family, pod) ?? '', translations: 0 };
      return reaches({ id: 'X-09', flow, title, also }, [pod.name]);
    });
  });
