// LEAK-03: masquerading is a matter of connections. A segment that belongs to none is not translated, and default Linux
// forwards it all the same: the larger network sees the address of a pod, to which nobody there can answer.

import { type Flow, loneSegments } from '../probe/flow.ts';
import type { Node, Pod } from '../spec/lab.ts';
import { arrives, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import { routerAt } from './home.ts';
import type { Subject } from './promises.ts';

/** The first pod of each node sends one of each to somebody outside. */
export const loneSegmentClaims = (subject: Subject): readonly Expectation[] =>
  sample(subject.cluster.nodes, 8).flatMap((node) =>
    node.pods
      .slice(0, 1)
      .flatMap((pod) =>
        flowsBetween(pod, outsider(subject, node), ['tcp']).flatMap((flow) =>
          loneSegments.map((lone) => claimOf(subject, { pod, node }, { ...flow, lone })),
        ),
      ),
  );

type Seated = { readonly pod: Pod; readonly node: Node };

/** The first host; of a network whose hosts are not spoken of, its router. */
const outsider = ({ lab }: Subject, node: Node): Addressed => lab.hosts[0] ?? routerAt(lab, node);

const claimOf = (subject: Subject, { pod, node }: Seated, flow: Flow): Expectation => {
  const { lab, cluster } = subject;
  const host = outsider(subject, node);
  const id = 'LEAK-03';
  const sends = `${pod.name} sends ${host.name} a lone ${flow.lone}`;
  const controls = ofKind(flow, [...flowsBetween(pod, node), ...flowsBetween(node, host)]);
  if (lab.profile === 'strict' || cluster.egress !== 'masquerade') {
    const absentFrom = [...new Set([host.name, lab.network.router])];
    return neverArrives({ id, flow, title: `${sends}, and nobody hears of it`, also: { absentFrom } }, controls);
  }
  const title = `${sends}, and ${host.name} sees the pod's own address, as default Linux does`;
  return arrives({ id, flow, title, also: { sourceSeen: addressIn(flow.family, pod) ?? '' } }, controls);
};
