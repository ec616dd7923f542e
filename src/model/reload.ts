// LEAK-11: a node that loads its ruleset anew does it in one go. At no moment is there neither the old one nor the new one:
// what leaves is translated, and what may not come in does not, whenever it is sent.

import type { Fault } from '../spec/fault.ts';
import type { Node, Pod } from '../spec/lab.ts';
import { during, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween } from './flows.ts';
import { loneSegmentClaims, loneSegmentsHandedIn } from './lone-segments.ts';
import type { Subject } from './promises.ts';
import { routedInClaims } from './routed-in.ts';
import { spoofClaims } from './spoof.ts';

/** Of the first node that has pods, sent again and again from before until after. */
export const reloadClaims = (subject: Subject): readonly Expectation[] => {
  const node = subject.cluster.nodes.find(({ pods }) => pods.length > 0);
  if (node === undefined) return [];
  const fault: Fault = { kind: 'ruleset-reloaded', node: node.name };
  return [...leaving(subject, node), ...staysClosed(subject, node)].map((claim) =>
    // One after another they are their own controls: the same is sent before, and the same after.
    during(fault, { ...claim, id: 'LEAK-11', tries: 1, controls: [] }, { across: 'streamed' }),
  );
};

/**
 * A pod's datagrams to an outsider: whoever hears of one hears of the node. That they get there is another claim's; here
 * none may slip out as the pod's own.
 */
const leaving = ({ lab, cluster, promises }: Subject, node: Node): readonly Expectation[] => {
  const pod = node.pods.find(({ name }) => cluster.egressGateway?.pods.includes(name) !== true);
  if (pod === undefined) return [];
  const ways = lab.hosts.flatMap((host) => flowsBetween(pod, host, ['udp']));
  const masqueraded = ways.filter(({ to }) => {
    const reach = promises.podToOutside(pod, node, to.address);
    return typeof reach !== 'string' && reach.owners.every((owner) => owner === node.name);
  });
  return [...Map.groupBy(masqueraded, ({ family }) => family).values()].flatMap(([flow]) => {
    if (flow === undefined) return [];
    const title = `${pod.name} is heard of at ${flow.to.label} as ${node.name}, and as nobody else`;
    const sourceSeen = addressIn(flow.family, node) ?? '';
    const claim = reaches({ id: 'LEAK-11', flow, title, also: { sourceSeen } }, [node.name]);
    return [{ ...claim, expected: { ...claim.expected, outcome: ['reached', 'lost', 'unreachable', 'one-way'] } }];
  });
};

/** What a strict node keeps out, or in, it keeps at every moment: one of each kind. */
const staysClosed = (subject: Subject, node: Node): readonly Expectation[] => {
  if (subject.lab.profile !== 'strict') return [];
  const negatives = [
    ...routedInClaims(subject),
    ...loneSegmentClaims(subject),
    ...loneSegmentsHandedIn(subject),
    ...spoofClaims(subject),
  ].filter(({ flow }) => (flow.protocol === 'udp' || flow.lone === 'RST') && passes(flow, node));
  return [...Map.groupBy(negatives, ({ id, flow }) => `${id} ${flow.protocol} ${flow.family}`).values()].flatMap(
    (same) => same.slice(0, 1),
  );
};

/** By its next hop, or because it comes from there. */
const passes = ({ from, nextHop, family }: Expectation['flow'], node: Node): boolean =>
  nextHop === undefined ? isPodOf(node, from) : nextHop === addressIn(family, node);

const isPodOf = ({ pods }: { readonly pods: readonly Pod[] }, name: string): boolean =>
  pods.some((pod) => pod.name === name);
