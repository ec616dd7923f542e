// Egress gateways when the gateway is gone: the pods that leave by it do not leave at all. As somebody else they would be
// let in where they must not, or be taken for whoever runs on their node.

import type { Flow } from '../probe/flow.ts';
import type { EgressGateway, Host, Pod } from '../spec/lab.ts';
import { during, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { flowsBetween, ofKind, sample } from './flows.ts';
import type { Subject } from './promises.ts';

/** OUT-07, of chosen pods on other nodes than the gateway's, which is down. */
export const failClosedClaims = (subject: Subject): readonly Expectation[] => {
  const { cluster, lab } = subject;
  const gateway = cluster.egressGateway;
  if (gateway === null) return [];
  const chosen = cluster.nodes
    .filter(({ name }) => name !== gateway.node)
    .flatMap(({ pods }) => pods.filter(({ name }) => gateway.pods.includes(name)));
  return sample(chosen, 8).flatMap((pod) => lab.hosts.flatMap((host) => closed(subject, gateway, { pod, host })));
};

type Leaving = { readonly pod: Pod; readonly host: Host };

const closed = (subject: Subject, gateway: EgressGateway, { pod, host }: Leaving): readonly Expectation[] =>
  flowsBetween(pod, host).map((flow) => {
    const title = `${host.name} hears of ${pod.name} as nobody else, and not at all`;
    const claim = neverArrives({ id: 'OUT-07', flow, title }, ofKind(flow, controls(subject, gateway, { pod, host })));
    return during({ kind: 'node-down', node: gateway.node }, claim);
  });

/** The pod does send, and the host does hear: its own node still gets out. */
const controls = ({ cluster }: Subject, { node: gone }: EgressGateway, { pod, host }: Leaving): readonly Flow[] => [
  ...cluster.nodes.filter(({ name }) => name === pod.node).flatMap((own) => flowsBetween(pod, own)),
  ...cluster.nodes
    .filter(({ name }) => name !== gone)
    .slice(0, 1)
    .flatMap((node) => flowsBetween(node, host)),
];
