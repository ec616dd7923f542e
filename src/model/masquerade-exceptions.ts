// Exceptions from masquerade: ranges of the larger network where pods are known with their own addresses. That says
// nothing of the way back: where nobody out there knows it, a pod is heard and gets no answer.

import type { Flow } from '../probe/flow.ts';
import { contains, familyOf, rangeOf } from '../spec/address.ts';
import type { Cluster, Host, Node, Pod } from '../spec/lab.ts';
import type { MasqueradeException } from '../spec/ways-out.ts';
import { asPromised, heardOnly, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import type { Reach, Subject } from './promises.ts';

/** The exception that the address lies in. */
export const exceptionFor = ({ masqueradeExceptions }: Cluster, address: string): MasqueradeException | undefined =>
  masqueradeExceptions.find(({ cidr }) => contains(cidr, address));

/** What comes of a pod's call to an address at which it is known as itself; null where it is not. */
export const seenAsItself = (cluster: Cluster, pod: Pod, to: string): Reach | null => {
  const exception = exceptionFor(cluster, to);
  if (exception === undefined) return null;
  return exception.routedBack ? { owners: [pod.name], translations: 0 } : 'one-way';
};

/** OUT-03: a target inside every exception, and the nearest outside of all. */
export const exceptionClaims = (subject: Subject): readonly Expectation[] =>
  subject.cluster.masqueradeExceptions.flatMap(({ cidr }) => {
    const inside = subject.lab.hosts.filter((host) => isIn(cidr, host));
    return [
      ...inside.flatMap((host) => excepted(subject, { cidr, host })),
      ...nearestOutside(subject, cidr).flatMap((host) => masqueraded(subject, { cidr, host })),
    ];
  });

type Target = { readonly cidr: string; readonly host: Host };

const isIn = (cidr: string, { addresses }: Host): boolean => addresses.some((address) => contains(cidr, address));

const distance = (cidr: string, address: string): bigint => {
  const [range, { first }] = [rangeOf(cidr), rangeOf(address)];
  return first < range.first ? range.first - first : first - range.last;
};

/** An exception that is too wide takes this one first. */
const nearestOutside = ({ lab, cluster }: Subject, cidr: string): readonly Host[] =>
  lab.hosts
    .flatMap((host) => {
      const address = addressIn(familyOf(cidr), host);
      return address === null || exceptionFor(cluster, address) !== undefined ? [] : [{ host, address }];
    })
    .toSorted((a, b) => (distance(cidr, a.address) < distance(cidr, b.address) ? -1 : 1))
    .slice(0, 1)
    .map(({ host }) => host);

type Call = { readonly pod: Pod; readonly node: Node; readonly flow: Flow };

/** Of pods that leave by their own node: whoever leaves by an egress gateway is masqueraded by none. */
const callsTo = ({ cluster }: Subject, { cidr, host }: Target): readonly Call[] =>
  sample(
    cluster.nodes.flatMap((node) => node.pods.map((pod) => ({ pod, node }))),
    32,
  )
    .filter(({ pod }) => cluster.egressGateway?.pods.includes(pod.name) !== true)
    .flatMap(({ pod, node }) =>
      flowsBetween(pod, host)
        .filter(({ family }) => family === familyOf(cidr))
        .map((flow) => ({ pod, node, flow })),
    );

const excepted = (subject: Subject, target: Target): readonly Expectation[] =>
  callsTo(subject, target).flatMap(({ pod, node, flow }) => {
    const { cidr, host } = target;
    const also = { sourceSeen: addressIn(flow.family, pod) ?? '' };
    const title = `${host.name} in ${cidr} sees ${pod.name} with its own address ${also.sourceSeen}`;
    // The pod can send, for its node answers it; the host can answer, for it answers the node.
    const controls = ofKind(flow, [...flowsBetween(pod, node), ...flowsBetween(node, host)]);
    const reach = subject.promises.podToOutside(pod, node, flow.to.address);
    const claim = { id: 'OUT-03', flow, also };
    if (reach === 'one-way')
      return [heardOnly({ ...claim, title: `${title}, and no answer finds the way back` }, controls)];
    return asPromised(reach, { ...claim, title }, controls);
  });

const masqueraded = (subject: Subject, target: Target): readonly Expectation[] =>
  callsTo(subject, target).map(({ pod, node, flow }) => {
    const { cidr, host } = target;
    const also = { sourceSeen: addressIn(flow.family, node) ?? '' };
    const title = `${host.name}, outside ${cidr}, sees ${pod.name} as ${node.name} with ${also.sourceSeen}`;
    return reaches({ id: 'OUT-03', flow, title, also }, [node.name]);
  });
