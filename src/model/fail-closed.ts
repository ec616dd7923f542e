// Egress gateways when the gateway is gone: the pods that leave by it do not leave at all. As somebody else they would be
// let in where they must not, or be taken for whoever runs on their node. Whoever calls them is still answered.

import type { Flow } from '../probe/flow.ts';
import { contains } from '../spec/address.ts';
import type { EgressGateway, Host, Pod } from '../spec/lab.ts';
import { during, neverArrives, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';

/** OUT-07, of chosen pods on other nodes than the gateway's, which is down. */
export const failClosedClaims = (subject: Subject): readonly Expectation[] => {
  const { cluster, lab } = subject;
  const gateway = cluster.egressGateway;
  if (gateway === null) return [];
  const chosen = cluster.nodes
    .filter(({ name }) => name !== gateway.node)
    .flatMap(({ pods }) => pods.filter(({ name }) => gateway.pods.includes(name)));
  return sample(chosen, 8).flatMap((pod) =>
    lab.hosts.flatMap((host) => [
      ...closed(subject, gateway, { pod, host }),
      ...stillAnswers(subject, gateway, { pod, host }),
    ]),
  );
};

type Leaving = { readonly pod: Pod; readonly host: Host };

const closed = (subject: Subject, gateway: EgressGateway, { pod, host }: Leaving): readonly Expectation[] =>
  flowsBetween(pod, host).flatMap((flow) => {
    if (overhears(subject, gateway, { host, flow })) return [];
    const title = `${host.name} hears of ${pod.name} as nobody else, and not at all`;
    const claim = neverArrives({ id: 'OUT-07', flow, title }, ofKind(flow, controls(subject, gateway, { pod, host })));
    return [during({ kind: 'node-down', node: gateway.node }, claim)];
  });

/**
 * A switch that has forgotten where the gateway was sends what is for it to everybody, as long as the pod's node has not:
 * in a flat network that is the LAN, and whoever stands on it sees frames that are not for him.
 */
const overhears = (
  { cluster, lab }: Subject,
  { node }: EgressGateway,
  { host, flow: { family } }: { readonly host: Host; readonly flow: Flow },
): boolean => {
  const gone = cluster.nodes.find(({ name }) => name === node);
  const own = [gone, host].map((machine) => (machine === undefined ? null : addressIn(family, machine)));
  const onLan = (cidr: string): boolean => own.every((address) => address !== null && contains(cidr, address));
  return cluster.model === 'flat' && lab.network.lans.some((lan) => lan.family === family && onLan(lan.cidr));
};

/** The pod does send, and the host does hear: its own node still gets out. */
const controls = ({ cluster }: Subject, { node: gone }: EgressGateway, { pod, host }: Leaving): readonly Flow[] => [
  ...cluster.nodes.filter(({ name }) => name === pod.node).flatMap((own) => flowsBetween(pod, own)),
  ...cluster.nodes
    .filter(({ name }) => name !== gone)
    .slice(0, 1)
    .flatMap((node) => flowsBetween(node, host)),
];

/** Straight to the pod, where the model lets anybody in: an answer has no need of the gateway. */
const stillAnswers = ({ promises }: Subject, { node }: EgressGateway, { pod, host }: Leaving): readonly Expectation[] =>
  flowsBetween(host, pod).flatMap((flow) => {
    const reach = promises.outsideToPod(host, pod, addressIn(flow.family, host) ?? '');
    if (!isAnswered(reach)) return [];
    const title = `${host.name} still calls ${pod.name} itself and is answered`;
    return [during({ kind: 'node-down', node }, reaches({ id: 'OUT-07', flow, title }, reach.owners))];
  });
