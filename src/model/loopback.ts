// LEAK-08: a service that listens on a node's 127.0.0.1 is for that node alone. No network routes such a packet, but a
// neighbour can lay it on the node's doorstep, and so can whoever runs there or next to it (CVE-2020-8558); Linux takes it
// in only where it was told to (route_localnet).

import type { Flow } from '../probe/flow.ts';
import { identityPort, type Node } from '../spec/lab.ts';
import { podsOf } from './crossing.ts';
import { type Addressed, over, addressIn, flowTo, sample } from './flows.ts';
import { routerAt } from './home.ts';
import type { Expectation } from './expectation.ts';
import type { Subject } from './promises.ts';

/** Every node says who it is there, too. */
const loopback = '127.0.0.1';

/** Over IPv4: ::1 is refused on every link by every kernel, and nothing can be set to change that (RFC 4291, 2.5.3). */
export const loopbackClaims = ({ lab, cluster }: Pick<Subject, 'lab' | 'cluster'>): readonly Expectation[] => [
  ...sample(cluster.nodes, 8).flatMap((node) => claimsOf({ from: routerAt(lab, node), node, by: node })),
  ...sample(podsOf({ cluster }), 16).flatMap(({ pod, node }) => claimsOf({ from: pod, node, by: asGateway(node) })),
  // A flat cluster has no network of its own between its nodes.
  ...(cluster.model === 'flat' ? [] : sample(cluster.nodes, 8)).flatMap((node) =>
    cluster.nodes
      .filter((other) => other !== node)
      .slice(0, 1)
      .flatMap((from) => claimsOf({ from, node, by: asGateway(node) })),
  ),
];

/** As its pods, and the other nodes on the cluster's own network, know it. */
const asGateway = ({ name, podGateways }: Node): Addressed => ({ name, addresses: podGateways });

/** `by`: the node with the address by which the sender has it next to himself. */
type Doorstep = { readonly from: Addressed; readonly node: Node; readonly by: Addressed };

const claimsOf = ({ from, node, by }: Doorstep): readonly Expectation[] => {
  const nextHop = addressIn(4, by);
  if (nextHop === null || addressIn(4, from) === null || addressIn(4, node) === null) return [];
  return (['tcp', 'udp'] as const).map((protocol): Expectation => {
    const kind = { protocol, family: 4 } as const;
    const to = { label: `${node.name} ${loopback}`, address: loopback, port: identityPort, machines: [node.name] };
    const flow: Flow = { from: from.name, to, ...kind, nextHop };
    return {
      id: 'LEAK-08',
      title: `what ${from.name} sends ${node.name} for ${loopback} is never answered from there ${over(protocol, 4)}`,
      flow,
      tries: 3,
      // It does arrive, at the link: who listens behind it must not.
      expected: { outcome: ['one-way', 'lost'], unanswered: true },
      controls: [flowTo(from.name, node, kind), { from: node.name, to, ...kind }],
    };
  });
};
