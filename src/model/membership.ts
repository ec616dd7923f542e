// a cluster leaves its archipelago and joins it again. Nobody has to be given another address for it, and whatever is
// sent meanwhile, and in the moments in between, is seen with the pod's own address or not at all.

import type { Flow } from '../probe/flow.ts';
import type { FaultOf } from '../spec/fault.ts';
import { during, neverArrives, reaches } from './claims.ts';
import { inOneArchipelago, podsOf, type Seated } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, ofKind } from './flows.ts';
import type { Side, Subject } from './promises.ts';

/** A fault costs time: of each archipelago the last member leaves, and a pod of the first one calls. */
export const membershipClaims = (subject: Subject): readonly Expectation[] => {
  const { lab, others, ...first } = subject;
  const rest = others.filter((to) => inOneArchipelago({ lab, from: first, to }));
  const leaver = rest.at(-1);
  const isFirst = rest.every(({ cluster }) => lab.clusters.indexOf(cluster) > lab.clusters.indexOf(first.cluster));
  const [caller, ...neighbours] = podsOf(first);
  const [gone] = leaver === undefined ? [] : podsOf(leaver);
  if (!isFirst || leaver === undefined || caller === undefined || gone === undefined) return [];
  const stays = [...rest.slice(0, -1).flatMap(podsOf), ...neighbours.filter(({ node }) => node !== caller.node)][0];
  const fault: FaultOf<'member-left'> = { kind: 'member-left', cluster: leaver.cluster.name };
  return [
    ...(stays === undefined ? [] : goesOn(fault, caller, stays)),
    ...neverAsAnother(subject, fault, [caller, gone]),
    ...neverAsAnother(subject, fault, [gone, caller]),
    ...isApart(subject, fault, [caller, gone]),
  ];
};

const id = 'X-10';

const streamed = { across: 'streamed' } as const;

const ownAddress = ({ pod }: Seated, { family }: Flow): { readonly sourceSeen: string } => ({
  sourceSeen: addressIn(family, pod) ?? '',
});

const goesOn = (fault: FaultOf<'member-left'>, caller: Seated, stays: Seated): readonly Expectation[] =>
  flowsBetween(caller.pod, stays.pod, ['udp']).map((flow) => {
    const title = `${caller.pod.name} goes on reaching ${stays.pod.name}, which stays, with its own address`;
    const claim = reaches({ id, flow, title, also: ownAddress(caller, flow) }, [caller.pod.name]);
    return during(fault, claim, streamed);
  });

type Pair = readonly [from: Seated, to: Seated];

/** One after another they are their own controls: the same is sent before, and the same after. */
const neverAsAnother = (subject: Subject, fault: FaultOf<'member-left'>, [from, to]: Pair): readonly Expectation[] =>
  flowsBetween(from.pod, to.pod, ['udp']).map((flow) => {
    const title = `${from.pod.name} is seen at ${to.pod.name} with its own address or not at all, and nowhere else`;
    const claim = reaches({ id, flow, title, also: ownAddress(from, flow) }, [from.pod.name]);
    const outcome = ['reached', 'lost', 'unreachable', 'one-way'] as const;
    const expected = { ...claim.expected, outcome, absentFrom: outThere(subject, subject.cluster.dataplane) };
    return during(fault, { ...claim, expected }, { ...streamed, before: claim.expected, after: claim.expected });
  });

/** Whoever must not see it; in an overlay the router carries it as long as it may go. */
const outThere = ({ lab }: Subject, dataplane: Side['cluster']['dataplane']): readonly string[] => [
  ...(dataplane === 'vxlan' ? [] : [lab.network.router]),
  ...lab.hosts.map(({ name }) => name),
];

const isApart = (subject: Subject, fault: FaultOf<'member-left'>, [caller, gone]: Pair): readonly Expectation[] =>
  flowsBetween(caller.pod, gone.pod, ['udp']).map((flow) => {
    const title = `${caller.pod.name} does not reach ${gone.pod.name}, nor anybody out there`;
    const also = { absentFrom: [...flow.to.machines, ...outThere(subject, 'routed')] };
    const controls = ofKind(flow, [...flowsBetween(caller.pod, caller.node), ...flowsBetween(gone.node, gone.pod)]);
    return during(fault, neverArrives({ id, flow, title, also }, controls));
  });
