// What goes wrong, and what must go on all the same: a node is gone, a gateway forgets what it knew, a cable is out for a
// moment, a pod's address is somebody else's.

import type { Flow } from '../probe/flow.ts';
import type { Fault } from '../spec/fault.ts';
import { type Cluster, type Host, type Node, type Pod, speaksBgp } from '../spec/lab.ts';
import { during, neverArrives, reaches } from './claims.ts';
import { podsOf, type Seated } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { announcedLosses } from './failover.ts';
import { flowsBetween, ofKind, over, sample, triesToSeeAll } from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';
import { recycledClaims } from './recycled.ts';
import { fromOutside, isFree, virtualAddressFlows } from './services.ts';

/** FAIL-01, FAIL-02, FAIL-04 and FAIL-05. A fault costs time: one node of a cluster stands for all. */
export const failureClaims = (subject: Subject): readonly Expectation[] => [
  ...nodeGone(subject),
  ...flushed(subject),
  ...flapped(subject),
  ...recycledClaims(subject),
];

type Live = { readonly subject: Subject; readonly gone: Node; readonly caller: Pod; readonly home: Node };

/** FAIL-01: the node that others leave by, where there is such a one; else one that VIPs lead to; and else the last. */
const nodeGone = (subject: Subject): readonly Expectation[] => {
  const { nodes, egressGateway } = subject.cluster;
  const [lost] = announcedLosses(subject);
  const gone = nodes.find(({ name }) => name === egressGateway?.node) ?? lost?.node ?? nodes.at(-1);
  const home = nodes.find((node) => node !== gone && node.pods.length > 0);
  const [caller] = home?.pods ?? [];
  if (gone === undefined || home === undefined || caller === undefined) return [];
  const live = { subject, gone, caller, home };
  const claims = [...itsPods(live), ...otherPods(live), ...outside(live), ...services(live)];
  return claims.map((claim) => during({ kind: 'node-gone', node: gone.name }, { ...claim, id: 'FAIL-01' }));
};

const id = 'FAIL-01';

const itsPods = ({ gone, caller, home }: Live): readonly Expectation[] =>
  sample(gone.pods, 2).flatMap((pod) =>
    flowsBetween(caller, pod).map((flow) =>
      neverArrives(
        { id, flow, title: `${caller.name} does not reach ${pod.name}` },
        ofKind(flow, [...flowsBetween(caller, home), ...flowsBetween(gone, pod)]),
      ),
    ),
  );

/** One on each node that is left, and one on the caller's own. */
const otherPods = ({ subject: { cluster }, gone, caller }: Live): readonly Expectation[] =>
  sample(
    cluster.nodes
      .filter((node) => node !== gone)
      .flatMap(({ pods }) => pods.filter((pod) => pod !== caller).slice(0, 1)),
    4,
  ).flatMap((pod) =>
    flowsBetween(caller, pod).map((flow) =>
      reaches({ id, flow, title: `${caller.name} still reaches ${pod.name} on ${pod.node}` }, [caller.name]),
    ),
  );

/** Who leaves by the node that is gone does not leave: OUT-07. */
const outside = ({ subject, caller, home }: Live): readonly Expectation[] => {
  const { lab, promises } = subject;
  const heard = (host: Host): readonly Expectation[] => {
    const reach = promises.outsideToNode(host, home);
    if (!isAnswered(reach)) return [];
    return flowsBetween(host, home).map((flow) =>
      reaches({ id, flow, title: `${host.name} still reaches ${home.name}` }, reach.owners),
    );
  };
  return lab.hosts
    .slice(0, 1)
    .flatMap((host) => [
      ...leaving(subject, { node: home, pod: caller }, protocols).map(({ flow, owners }) =>
        reaches({ id, flow, title: `${caller.name} still reaches ${host.name}` }, owners),
      ),
      ...heard(host),
    ]);
};

const protocols = ['tcp', 'udp', 'icmp'] as const;

type Leaving = { readonly flow: Flow; readonly owners: readonly string[] };

/** What a pod that leaves by its own node can send to the first outsider. */
const leaving = (
  { lab, cluster, promises }: Subject,
  { node, pod }: Seated,
  which: readonly (typeof protocols)[number][],
): readonly Leaving[] =>
  lab.hosts
    .slice(0, cluster.egressGateway?.pods.includes(pod.name) ? 0 : 1)
    .flatMap((host) => flowsBetween(pod, host, which))
    .flatMap((flow) => {
      const reach = promises.podToOutside(pod, node, flow.to.address);
      return isAnswered(reach) ? [{ flow, owners: reach.owners }] : [];
    });

/** Whoever is left serves, inside and from outside. */
const services = ({ subject, gone, caller, home }: Live): readonly Expectation[] =>
  sample(subject.cluster.services.filter(isFree), 4).flatMap((service) => {
    const left = service.endpoints.filter((endpoint) => !gone.pods.some(({ name }) => name === endpoint));
    if (left.length === 0) return [];
    const entered = fromOutside({ ...subject, cluster: { ...subject.cluster, nodes: [home] } }, service);
    return [...virtualAddressFlows(caller.name, service), ...entered].map((flow) => ({
      id,
      title: `${flow.from} calls ${flow.to.label} and is answered by whoever is left ${over(flow.protocol, flow.family)}`,
      flow,
      tries: triesToSeeAll(flow),
      expected: { outcome: ['reached'] as const, responder: left },
      controls: [],
    }));
  });

/** Flows of a pod that can be held open: out of its cluster, and to another node. */
const openFlows = (subject: Subject, { node, pod }: Seated): readonly Flow[] => {
  const other = subject.cluster.nodes.find((one) => one !== node && one.pods.length > 0)?.pods[0];
  return [
    ...leaving(subject, { node, pod }, ['tcp', 'udp']).map(({ flow }) => flow),
    ...(other === undefined ? [] : flowsBetween(pod, other, ['tcp', 'udp'])),
  ];
};

/** The first pod that may leave by its own node. */
const seatedIn = (cluster: Cluster): Seated | undefined =>
  podsOf({ cluster }).find(({ pod }) => !cluster.egressGateway?.pods.includes(pod.name));

const goesOn = (flow: Flow, fault: Fault, failure: string): Expectation => {
  const reached = { outcome: ['reached'], responder: flow.to.machines } as const;
  const title = `${flow.from} goes on with ${flow.to.label} from the same port ${over(flow.protocol, flow.family)}`;
  const claim = { id: failure, title, flow, tries: 1, expected: reached, controls: [] };
  return during(fault, claim, { across: 'held', before: reached });
};

/** FAIL-02: a connection that nobody knows any more is taken for one that is under way (nf_conntrack_tcp_loose). */
const flushed = (subject: Subject): readonly Expectation[] => {
  const seated = seatedIn(subject.cluster);
  if (seated === undefined) return [];
  const { node } = seated;
  const fault = { kind: 'conntrack-flushed', node: node.name } as const;
  const entered = subject.cluster.services
    .filter((service) => isFree(service) && service.endpoints.length > 0)
    .slice(0, 2)
    .flatMap((service) => fromOutside({ ...subject, cluster: { ...subject.cluster, nodes: [node] } }, service));
  const isChosenAnew = (flow: Flow): boolean => getsAnotherPort(subject, flow) || flow.to.machines.length > 1;
  return [...openFlows(subject, seated), ...entered.filter(({ protocol }) => protocol === 'tcp')].map((flow) =>
    isChosenAnew(flow) ? orIsTold(flow, fault) : withItsPort(goesOn(flow, fault, 'FAIL-02')),
  );
};

/** A translator that chooses ports itself chooses again, and out there nobody knows the connection by that one. */
const getsAnotherPort = ({ lab, cluster }: Subject, { to, protocol }: Flow): boolean =>
  cluster.masqueradePorts !== null && protocol === 'tcp' && lab.hosts.some(({ name }) => name === to.label);

/**
 * A translator lends no source port twice, even where the connection that has it is over, but some other one instead; and
 * once it has forgotten both, the connection's own, by which nobody out there knows it. So this is said of connections
 * that had their own from the beginning, and one of a few has. A datagram is heard from whatever port it comes.
 */
const withItsPort = (claim: Expectation): Expectation => {
  const { flow, under } = claim;
  if (flow.protocol !== 'tcp' || under?.before === undefined) return claim;
  const before = { ...under.before, keepsSourcePort: true } as const;
  return { ...claim, tries: 3, under: { ...under, before } };
};

/**
 * The endpoint is chosen anew, in the middle of a connection: the same one goes on, any other one knows nothing of it and
 * says so. Once in some thousands that one has a connection by the very same ports: it sends an ACK (RFC 5961, 5.2), which
 * tells the caller nothing.
 */
const orIsTold = (flow: Flow, fault: Fault): Expectation => {
  const { from, to, protocol, family } = flow;
  const before = { outcome: ['reached'], responder: to.machines } as const;
  const title = `${from} goes on with its connections to ${to.label}, or is told that they are over ${over(protocol, family)}`;
  const expected = { outcome: ['reached', 'reset'], responder: to.machines } as const;
  const claim = { id: 'FAIL-02', title, flow, tries: triesToSeeAll(flow), expected, controls: [] };
  return during(fault, claim, { across: 'held', before });
};

/** FAIL-04. What a lost session makes of routes, FAIL-03 says. */
const flapped = (subject: Subject): readonly Expectation[] => {
  const seated = seatedIn(subject.cluster);
  if (seated === undefined || speaksBgp(subject.cluster)) return [];
  return openFlows(subject, seated).map((flow) =>
    goesOn(flow, { kind: 'link-flapped', node: seated.node.name }, 'FAIL-04'),
  );
};
