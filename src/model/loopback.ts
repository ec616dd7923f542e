// LEAK-08: a service that listens on a node's 127.0.0.1 is for that node alone. No network routes such a packet, but a
// neighbour can lay it on the node's doorstep; Linux takes it in only where it was told to (route_localnet).

import type { Flow } from '../probe/flow.ts';
import { identityPort } from '../spec/lab.ts';
import { over, addressIn, flowTo, sample } from './flows.ts';
import { routerAt } from './home.ts';
import type { Expectation } from './expectation.ts';
import type { Subject } from './promises.ts';

/** Every node says who it is there, too. */
const loopback = '127.0.0.1';

/** Over IPv4: ::1 is refused on every link by every kernel, and nothing can be set to change that (RFC 4291, 2.5.3). */
export const loopbackClaims = ({ lab, cluster }: Pick<Subject, 'lab' | 'cluster'>): readonly Expectation[] =>
  sample(cluster.nodes, 8).flatMap((node) => {
    const nextHop = addressIn(4, node);
    const router = routerAt(lab, node);
    if (nextHop === null || addressIn(4, router) === null) return [];
    return (['tcp', 'udp'] as const).map((protocol): Expectation => {
      const kind = { protocol, family: 4 } as const;
      const to = { label: `${node.name} ${loopback}`, address: loopback, port: identityPort, machines: [node.name] };
      const flow: Flow = { from: router.name, to, ...kind, nextHop };
      return {
        id: 'LEAK-08',
        title: `what ${router.name} sends ${node.name} for ${loopback} is never answered from there ${over(protocol, 4)}`,
        flow,
        tries: 3,
        // It does arrive, at the link: who listens behind it must not.
        expected: { outcome: ['one-way', 'lost'], unanswered: true },
        controls: [flowTo(router.name, node, kind), { from: node.name, to, ...kind }],
      };
    });
  });
