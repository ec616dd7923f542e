// LEAK-03: masquerading is a matter of connections. A segment that belongs to none is not translated, and default Linux
// forwards it all the same: the larger network sees the address of a pod, to which nobody there can answer. The other way
// round it is LEAK-01: whoever keeps out new connections keeps out nothing that is no connection.

import type { Flow, LoneSegment } from '../probe/flow.ts';
import type { Node } from '../spec/lab.ts';
import type { Fault } from '../spec/fault.ts';
import { arrives, during, neverArrives } from './claims.ts';
import { podsOf, type Seated } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import { routerAt } from './home.ts';
import type { Subject } from './promises.ts';

const strays: readonly LoneSegment[] = ['RST', 'FIN', 'FIN+ACK', 'SYN+ACK', 'NULL', 'XMAS'];

/** Each pod sends one of each to somebody outside. */
export const loneSegmentClaims = (subject: Subject): readonly Expectation[] =>
  sample(podsOf(subject), 16).flatMap((seated) => strays.flatMap((lone) => claimsOf(subject, seated, lone)));

/** LEAK-01: the router of the nodes' LAN hands one of each for each pod to the pod's node. */
export const loneSegmentsHandedIn = (subject: Subject): readonly Expectation[] =>
  sample(podsOf(subject), 16).flatMap((seated) => strays.flatMap((lone) => handedIn(subject, seated, lone)));

const handedIn = ({ lab }: Subject, { pod, node }: Seated, lone: LoneSegment): readonly Expectation[] => {
  const router = routerAt(lab, node);
  return flowsBetween(router, pod, ['tcp']).flatMap((called): readonly Expectation[] => {
    const [nextHop, sourceSeen] = [addressIn(called.family, node), addressIn(called.family, router)];
    if (nextHop === null || sourceSeen === null) return [];
    const claim = { id: 'LEAK-01', flow: { ...called, nextHop, lone } };
    const given = `${router.name}, given a route to ${pod.name} by ${node.name}, sends it a lone ${lone}, and`;
    const controls = ofKind(called, [...flowsBetween(router, node), ...flowsBetween(node, pod)]);
    return lab.profile === 'strict'
      ? [neverArrives({ ...claim, title: `${given} it never hears of that` }, controls)]
      : [arrives({ ...claim, title: `${given} is heard, as default Linux does`, also: { sourceSeen } }, controls)];
  });
};

/**
 * LEAK-04: what a connection goes on to send when its node has forgotten it. As a rule Linux takes it up from the middle,
 * and translates it; told not to (nf_conntrack_tcp_loose 0), it lets it pass as it is.
 */
export const forgottenClaims = (subject: Subject): readonly Expectation[] => {
  const { egressGateway } = subject.cluster;
  const leaves = podsOf(subject).filter(({ pod }) => egressGateway?.pods.includes(pod.name) !== true);
  return leaves.slice(0, 1).flatMap((seated) =>
    claimsOf(subject, seated, 'PSH+ACK').map((claim) => {
      const fault: Fault = { kind: 'conntrack-flushed', node: seated.node.name, forGood: true };
      return during(fault, { ...claim, id: 'LEAK-04' });
    }),
  );
};

/** The first host; of a network whose hosts are not spoken of, its router. */
const outsider = ({ lab }: Subject, node: Node): Addressed => lab.hosts[0] ?? routerAt(lab, node);

const claimsOf = (subject: Subject, seated: Seated, lone: LoneSegment): readonly Expectation[] =>
  flowsBetween(seated.pod, outsider(subject, seated.node), ['tcp']).map((flow) =>
    claimOf(subject, seated, { ...flow, lone }),
  );

const claimOf = (subject: Subject, { pod, node }: Seated, flow: Flow): Expectation => {
  const { lab, cluster } = subject;
  const host = outsider(subject, node);
  const id = 'LEAK-03';
  const what = flow.lone === 'PSH+ACK' ? 'the next segment of a connection' : `a lone ${flow.lone}`;
  const sends = `${pod.name} sends ${host.name} ${what}`;
  const controls = ofKind(flow, [...flowsBetween(pod, node), ...flowsBetween(node, host)]);
  if (lab.profile === 'strict' || cluster.egress !== 'masquerade') {
    const absentFrom = [...new Set([host.name, lab.network.router])];
    return neverArrives({ id, flow, title: `${sends}, and nobody hears of it`, also: { absentFrom } }, controls);
  }
  const title = `${sends}, and ${host.name} sees the pod's own address, as default Linux does`;
  return arrives({ id, flow, title, also: { sourceSeen: addressIn(flow.family, pod) ?? '' } }, controls);
};
