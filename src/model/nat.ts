// Translation as those meet it who are translated: which port they get, for how long, and who else can come by it. The
// standards are RFC 4787 (UDP), RFC 5382 (TCP) and RFC 5508 (ICMP); where default Linux does otherwise, the claim is what
// Linux does, and says so.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Cluster, Family, Node, Transport } from '../spec/lab.ts';
import { neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowTo, over, sample, sharedFamilies } from './flows.ts';
import { poolClaims } from './nat-pool.ts';
import { timersOf } from './nat-timers.ts';
import type { Subject } from './promises.ts';
import { keeps } from './tracking.ts';
import {
  callTo,
  exitTo,
  isChosen,
  type Leaving,
  leavingOf,
  routerBeside,
  sharingOf,
  sourcePortFor,
} from './translated.ts';

/** NAT-02 to NAT-08. */
export const natClaims = (subject: Subject): readonly Expectation[] => {
  const { lab, cluster } = subject;
  const keepers = cluster.nodes.filter((node) => keeps(lab, node));
  const sharing = sharingOf(cluster, leavingOf(subject));
  const first = sharing.flatMap((those) => those.slice(0, 1));
  return [
    ...sample(keepers, 16).map((node) => timers(subject, node)),
    ...sharing.flatMap((those) => preserved(cluster, those)),
    ...first.flatMap((one) => [...mapping(subject, one), ...nodePortRange(subject, one)]),
    ...first.filter(({ pod }) => !isChosen(cluster, pod)).flatMap((one) => filtering(subject, one)),
    ...poolClaims(subject),
    ...keepers.slice(0, 1).map(fullTable),
  ];
};

const transports = ['tcp', 'udp'] as const satisfies readonly Transport[];

/** NAT-02: what an idle connection has left. */
const timers = ({ lab }: Subject, node: Node): Expectation => {
  const settings = timersOf(lab.profile, node);
  const how = lab.profile === 'strict' ? 'as the RFCs on translation ask' : 'no sooner than default Linux does';
  return {
    id: 'NAT-02',
    title: `${node.name} forgets idle connections ${how}${inFamily(node)}`,
    flow: lookAt(
      node,
      'its timers',
      settings.map(({ key }) => key),
    ),
    tries: 1,
    expected: { outcome: ['reached'], settings },
    controls: [],
  };
};

/** Where a node is one thing in IPv4 and another in IPv6, it is spoken of twice. */
const inFamily = ({ addresses: [address = ''] }: Node): string => (familyOf(address) === 6 ? ', in IPv6' : '');

/** Of no family in truth: connection tracking has one table for both. */
const lookAt = ({ name, addresses: [address = ''] }: Node, label: string, settings: readonly string[]): Flow => ({
  ...{ from: name, to: { label, address, machines: [name] } },
  ...{ protocol: 'sysctl', family: familyOf(address), settings },
});

/** NAT-03: a port that is free is kept; one that is not is exchanged, and never shared (RFC 4787 REQ-3, RFC 5382 REQ-7). */
const preserved = (cluster: Cluster, [first, second]: readonly Leaving[]): readonly Expectation[] => {
  if (first === undefined || second === undefined) return [];
  const { pod, host } = first;
  const port = sourcePortFor(cluster, 'preserved');
  return sharedFamilies(pod, second.pod, host).flatMap((family) =>
    transports.flatMap((transport): Expectation[] => {
      const call = (from: string): Flow => callTo(from, { machine: host, at: 3, transport, family }, port);
      const claim = { id: 'NAT-03', tries: 1, controls: [] };
      return [
        {
          ...claim,
          title: `${pod.name} calls ${host.name} from port ${port} and keeps it ${over(transport, family)}`,
          flow: call(pod.name),
          expected: { outcome: ['reached'], sourcePort: port },
          series: { earlier: [] },
        },
        {
          ...claim,
          title: `${second.pod.name} calls ${host.name} from port ${port}, which ${pod.name} has at ${second.exit.name}, and gets another ${over(transport, family)}`,
          flow: call(second.pod.name),
          expected: { outcome: ['reached'], mapping: 'distinct' },
          series: { earlier: [call(pod.name)] },
        },
      ];
    }),
  );
};

/** NAT-04: one socket, two addresses, two ports on each (RFC 4787 REQ-1). */
const mapping = (subject: Subject, { pod, node, host }: Leaving): readonly Expectation[] => {
  const router = routerBeside(subject, host);
  return sharedFamilies(pod, host, router).flatMap((family): Expectation[] => {
    if (exitTo(subject, { pod, node }, addressIn(family, router)) === null) return [];
    const calls = [host, router].flatMap((machine) =>
      [0, 1].map((at) =>
        callTo(pod.name, { machine, at, transport: 'udp', family }, sourcePortFor(subject.cluster, 'mapping')),
      ),
    );
    const flow = calls.at(-1);
    if (flow === undefined) return [];
    return [
      {
        id: 'NAT-04',
        title: `${pod.name} is seen from one port by ${host.name} and ${router.name}, on two ports of each ${over('udp', family)}`,
        flow,
        tries: 1,
        expected: { outcome: ['reached'], mapping: 'same' },
        controls: [],
        series: { earlier: calls.slice(0, -1) },
      },
    ];
  });
};

/**
 * NAT-05: by the port that a pod has got only whoever was called from it comes in. Pods of its own node do not, either:
 * Linux has no hairpin for mappings, which RFC 4787 REQ-9 asks for.
 */
const filtering = (subject: Subject, leaving: Leaving): readonly Expectation[] => {
  const { pod, node, host, exit } = leaving;
  const sibling = node.pods.find((other) => other !== pod);
  const router = routerBeside(subject, host);
  return sharedFamilies(pod, host, exit).flatMap((family) => {
    const port = sourcePortFor(subject.cluster, 'filtering');
    const open = callTo(pod.name, { machine: host, at: 2, transport: 'udp', family }, port);
    const strangers = [host, router, ...(sibling === undefined ? [] : [sibling])];
    return strangers
      .filter((stranger) => addressIn(family, stranger) !== null)
      .map(({ name }) => {
        const to = {
          label: `${exit.name}:${port}`,
          address: addressIn(family, exit) ?? '',
          port,
          machines: [pod.name],
        };
        const who = name === host.name ? `${name}, from another port than the one that was called,` : name;
        return neverArrives(
          {
            id: 'NAT-05',
            flow: { from: name, to, protocol: 'udp', family },
            title: `${who} does not come to ${pod.name} by the port that it has at ${exit.name}`,
            also: { outcome: ['refused', 'unreachable', 'lost'] },
          },
          [open, flowTo(name, exit, { protocol: 'udp', family })],
        );
      });
  });
};

/** What Kubernetes takes NodePorts from, unless told otherwise. */
const nodePorts = [30_000, 32_767] as const;

/** NAT-07: a pod calls from a port that is a NodePort. Its node may not be seen with it: the port is the Service's. */
const nodePortRange = ({ lab, cluster }: Subject, { pod, host, exit }: Leaving): readonly Expectation[] => {
  const [taken = 30_080] = cluster.services.flatMap(({ nodePort }) => nodePort ?? []);
  const closed = lab.profile === 'strict' || cluster.masqueradePorts !== null;
  return sharedFamilies(pod, host).flatMap((family: Family) =>
    transports.map((transport): Expectation => {
      const what = closed
        ? `and is not seen with it`
        : `and ${exit.name} lends it that NodePort, as default Linux does,`;
      return {
        id: 'NAT-07',
        title: `${pod.name} calls ${host.name} from port ${taken}, ${what} ${over(transport, family)}`,
        flow: callTo(pod.name, { machine: host, at: 4, transport, family }, taken),
        tries: 1,
        expected: { outcome: ['reached'], ...(closed ? { sourcePortOutside: nodePorts } : { sourcePort: taken }) },
        controls: [],
        series: { earlier: [] },
      };
    }),
  );
};

/** NAT-08: cannot be shown without filling a table that belongs to everybody. */
const fullTable = (node: Node): Expectation => ({
  id: 'NAT-08',
  title: `${node.name} turns new connections away when its table is full, counts them, and keeps the old ones${inFamily(node)}`,
  flow: lookAt(node, 'its table', ['net.netfilter.nf_conntrack_max']),
  tries: 1,
  expected: { outcome: ['reached'] },
  controls: [],
  skip: 'nf_conntrack_max is the whole host’s: filling its table would turn away the connections of everybody on it',
});
