// ICMP errors about what a pod sends out: they come back to the pod, and tell of its own packet and not of what it was
// translated into (RFC 5508 REQ-4, REQ-5); and the flow that they are about goes on (RFC 4787 REQ-12, RFC 5382 REQ-10).

import type { Flow } from '../probe/flow.ts';
import { contains } from '../spec/address.ts';
import type { Cluster, Family, Host, Lab, Node } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, type Addressed, flowsBetween, over, sharedFamilies } from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';
import { callTo, onePerNode, type Seated, sourcePortFor } from './translated.ts';

/** ICMP-01: pods that leave by their own nodes, and one that leaves by an egress gateway. */
export const icmpErrorClaims = (subject: Subject): readonly Expectation[] => {
  const { cluster, lab } = subject;
  return onePerNode(cluster).flatMap((one) => {
    const ways = lab.hosts.map((host) => waysOut(subject, one, host));
    return (ways.find((found) => found.length > 0) ?? []).flatMap((way) => [
      ...steps(way),
      ...closedPort(way),
      ...goesOn(way),
    ]);
  });
};

/** One a family. */
const waysOut = (subject: Subject, seated: Seated, host: Host): readonly Way[] =>
  sharedFamilies(seated.pod, host).flatMap((family) => wayOut(subject, seated, { host, family }) ?? []);

type Way = Seated & {
  readonly lab: Lab;
  readonly cluster: Cluster;
  readonly host: Host;
  readonly family: Family;
  /** Nodes that it passes, its own first. */
  readonly nodes: readonly Node[];
  readonly translated: boolean;
};

const wayOut = (
  { lab, cluster, promises }: Subject,
  { pod, node }: Seated,
  { host, family }: Pick<Way, 'host' | 'family'>,
): Way | null => {
  const reach = promises.podToOutside(pod, node, addressIn(family, host) ?? '');
  // Whoever is known as itself to some may still be nobody to the routers on the way: they cannot tell it of errors.
  if (!isAnswered(reach) || reach.translations === null) return null;
  if (reach.translations === 0 && !promises.podRangesAreRouted) return null;
  const exits = cluster.nodes.filter((other) => other !== node && reach.owners.includes(other.name));
  return { lab, cluster, pod, node, host, family, nodes: [node, ...exits], translated: reach.translations > 0 };
};

/** Names of the routers on the way, in order: the nodes, and the larger network's own unless both ends are on one LAN. */
const routersOf = ({ lab, nodes, host, family }: Way): readonly string[] => {
  const last = nodes.at(-1);
  const lan = (machine: Addressed | undefined): string | undefined => {
    const address = machine === undefined ? null : addressIn(family, machine);
    return lab.network.lans.find(({ cidr }) => address !== null && contains(cidr, address))?.cidr;
  };
  const names = nodes.map(({ name }) => name);
  return lan(last) === lan(host) ? names : [...names, lab.network.router];
};

/** What traceroute does: each router says that the packet has passed too many, and behind the last one is the target. */
const steps = (way: Way): readonly Expectation[] => {
  const routers = routersOf(way);
  return between(way, ['udp', 'icmp']).flatMap((flow) =>
    [...routers, null].map((router, passed): Expectation => {
      const claim = { id: 'ICMP-01', flow: { ...flow, ttl: passed + 1 }, tries: 1, controls: [] };
      const many = passed === 1 ? 'one router' : passed === 0 ? 'no router' : `${passed} routers`;
      const title = (what: string): string =>
        `${flow.from} sends ${flow.to.label} a packet that may pass ${many}, and ${what} ${over(flow.protocol, flow.family)}`;
      if (router === null)
        return {
          ...claim,
          title: title('it arrives'),
          expected: { outcome: ['reached'], responder: flow.to.machines },
        };
      const expected = { outcome: ['unreachable'] as const, responder: [router], error: 'time exceeded' };
      return { ...claim, title: title(`${router} tells it that this is not enough`), expected };
    }),
  );
};

const between = ({ pod, host, family }: Way, protocols: readonly ('udp' | 'icmp')[]): readonly Flow[] =>
  flowsBetween(pod, host, protocols).filter((flow) => flow.family === family);

/** The port of the discard protocol (RFC 863), which nobody in a lab serves. */
const closed = 9;

const closedPort = (way: Way): readonly Expectation[] =>
  between(way, ['udp']).map((flow) => ({
    id: 'ICMP-01',
    title: `${flow.from} calls a closed port of ${way.host.name} and is told so ${over('udp', flow.family)}`,
    flow: { ...flow, to: { ...flow.to, label: `${way.host.name}:${closed}`, port: closed } },
    tries: 1,
    expected: { outcome: ['refused'], responder: [way.host.name], error: 'port unreachable' },
    controls: [],
  }));

/** Before an error and after it the same source is seen. */
const goesOn = (way: Way): readonly Expectation[] => {
  const { cluster, pod, host, translated, family } = way;
  if (!translated) return [];
  const flow = callTo(pod.name, { machine: host, at: 2, transport: 'udp', family }, sourcePortFor(cluster, 'errors'));
  return [
    {
      id: 'ICMP-01',
      title: `${pod.name} is told of an error, and ${host.name} sees it from the same port after that ${over('udp', family)}`,
      flow,
      tries: 1,
      expected: { outcome: ['reached'], mapping: 'same', earlier: ['reached', 'unreachable'] },
      controls: [],
      series: { earlier: [flow, { ...flow, ttl: routersOf(way).length }] },
    },
  ];
};
