// LEAK-01: nobody in the larger network has a route to the pods, but whoever is a neighbour of a node may make one. To
// default Linux a packet is to be forwarded wherever it comes from; a strict node takes from outside only what a gateway
// leads in, and answers.

import type { Flow } from '../probe/flow.ts';
import type { Node } from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import { podsOf, type Seated } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, ofKind, sample, sharedFamilies } from './flows.ts';
import { routerAt } from './home.ts';
import type { Subject } from './promises.ts';

/** The router of the nodes' LAN hands packets for each pod to a node: the pod's own, and others. */
export const routedInClaims = (subject: Subject): readonly Expectation[] => {
  const seated = podsOf(subject);
  const detours = sample(subject.cluster.nodes, 8).flatMap((entry) =>
    seated.flatMap((one): readonly Way[] => (one.node === entry ? [] : [[entry, one]])),
  );
  return [
    ...[...sample(seated, 32).map((one): Way => [one.node, one]), ...sample(detours, 32)].flatMap(([entry, one]) =>
      claimsOf(subject, entry, one),
    ),
    ...sample(subject.cluster.nodes, 8).flatMap((node) => gatewayClaims(subject, node)),
  ];
};

type Way = readonly [entry: Node, to: Seated];

const claimsOf = ({ lab }: Subject, entry: Node, { pod, node }: Seated): readonly Expectation[] => {
  const router = routerAt(lab, entry);
  return handedTo(router, entry, pod).map((flow) => {
    const id = 'LEAK-01';
    const given = `${router.name}, given a route to ${pod.name} by ${entry.name},`;
    if (lab.profile === 'strict') {
      const controls = [...flowsBetween(router, entry), ...flowsBetween(node, pod)];
      return neverArrives({ id, flow, title: `${given} never reaches it` }, ofKind(flow, controls));
    }
    return reaches({ id, flow, title: `${given} reaches it, as default Linux does` }, [router.name]);
  });
};

/** The node's other leg is not for the larger network, either, although it is the node itself that has it. */
const gatewayClaims = ({ lab }: Subject, node: Node): readonly Expectation[] => {
  const router = routerAt(lab, node);
  const gateway = { name: node.name, addresses: node.podGateways };
  return handedTo(router, node, gateway).map((handed): Expectation => {
    const { address } = handed.to;
    const flow = { ...handed, to: { ...handed.to, label: `${node.name}'s pod gateway` } };
    const claim = { id: 'LEAK-01', flow };
    const given = `${router.name}, given a route to ${flow.to.label} ${address} by ${node.name},`;
    if (lab.profile !== 'strict')
      return reaches({ ...claim, title: `${given} reaches it, as default Linux does` }, [router.name]);
    const controls = ofKind(flow, [...flowsBetween(router, node), ...flowsBetween(node, gateway)]);
    // It does arrive, at the other leg: who listens behind it must not.
    const also = { outcome: ['one-way', 'unreachable', 'lost'], absentFrom: [], unanswered: true } as const;
    return neverArrives({ ...claim, title: `${given} is never answered from there`, also }, controls);
  });
};

/** Of two nodes on two LANs each has another address of the router's next to it. */
const handedTo = (router: Addressed, entry: Addressed, target: Addressed): readonly Flow[] =>
  sharedFamilies(router, entry, target).flatMap((family) =>
    ofKind({ protocol: 'tcp', family }, flowsBetween(router, target))
      .concat(ofKind({ protocol: 'udp', family }, flowsBetween(router, target)))
      .map((flow) => ({ ...flow, nextHop: addressIn(family, entry) ?? '' })),
  );
