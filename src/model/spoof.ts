// Pods that pretend to be others, and outsiders that pretend to be pods. Default Linux delivers what they send, and whoever
// filters by address will believe them; a strict node takes a packet only from where its source lives.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Node, Pod, Service } from '../spec/lab.ts';
import { arrives, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import {
  type Addressed,
  addressIn,
  flowsBetween,
  flowTo,
  nodePortOf,
  ofKind,
  sample,
  serviceFlow,
  sharedFamilies,
} from './flows.ts';
import { routerAt } from './home.ts';
import type { Subject } from './promises.ts';
import { outwardSpoofClaims } from './spoof-outside.ts';

/** LEAK-07: a pod sends a datagram from an address that is not its own. LEAK-10: somebody outside sends from a pod's. */
export const spoofClaims = (subject: Subject): readonly Expectation[] => [
  ...sample(cast(subject.cluster), 32).flatMap((parts) => claimsOf(subject, parts)),
  ...outwardSpoofClaims(subject),
  ...sample(subject.cluster.nodes, 8).flatMap((node) => fromOutside(subject, node)),
];

type Parts = { readonly spoofer: Pod; readonly spoofed: Pod; readonly target: Pod };

/** Each pod pretends to be a neighbour, and a pod elsewhere, to a pod that is neither. */
const cast = ({ nodes }: Cluster): readonly Parts[] =>
  nodes.flatMap((node) => {
    const [target, stranger] = nodes.filter((other) => other !== node).flatMap(({ pods }) => pods);
    if (target === undefined) return [];
    return node.pods.flatMap((spoofer) =>
      [neighbourOf(node, spoofer), stranger].flatMap((spoofed) =>
        spoofed === undefined ? [] : [{ spoofer, spoofed, target }],
      ),
    );
  });

const neighbourOf = ({ pods }: Node, pod: Pod): Pod | undefined => pods.find((other) => other !== pod);

const claimsOf = (subject: Subject, { spoofer, spoofed, target }: Parts): readonly Expectation[] =>
  flowsBetween(spoofer, target, ['udp']).flatMap((honest) => {
    const source = addressIn(honest.family, spoofed);
    if (source === null) return [];
    const pretends = { who: spoofer.name, whom: spoofed.name, seen: target.name };
    return [believed(subject, { id: 'LEAK-07', flow: { ...honest, source }, pretends }, [honest])];
  });

type Spoof = {
  readonly id: string;
  readonly flow: Flow;
  readonly pretends: { readonly who: string; readonly whom: string; readonly seen: string };
};

const believed = ({ lab }: Subject, { id, flow, pretends }: Spoof, controls: readonly Flow[]): Expectation => {
  const { who, whom, seen } = pretends;
  const claim = { id, flow, title: `${who} pretends to be ${whom}, and ${seen}` };
  if (lab.profile === 'strict') return neverArrives({ ...claim, title: `${claim.title} hears nothing` }, controls);
  const { source = '' } = flow;
  const title = `${claim.title} believes it, as default Linux does`;
  return arrives({ ...claim, title, also: { sourceSeen: source } }, controls);
};

/**
 * Straight to a pod, with the address of its neighbour, and through a NodePort that keeps the source. Of a pod on another
 * node no node of a flat network can tell: those do come in from there.
 */
const fromOutside = (subject: Subject, node: Node): readonly Expectation[] => {
  const router = routerAt(subject.lab, node);
  const through = doorsOf(subject.cluster, node).map((service) => ({ service, pods: servingOn(node, service) }));
  return [
    ...sample(node.pods, 4).flatMap((target) => {
      const spoofed = neighbourOf(node, target);
      if (spoofed === undefined) return [];
      return sharedFamilies(router, node, target, spoofed).flatMap((family) => {
        const handed = flowTo(router.name, target, { protocol: 'udp', family });
        const flow = { ...handed, nextHop: addressIn(family, node) ?? '' };
        return pretend(subject, { node, router, target, spoofed }, flow);
      });
    }),
    ...through.flatMap(({ service, pods: [target] }) => {
      const spoofed = node.pods.find(({ name }) => !service.endpoints.includes(name));
      if (target === undefined || spoofed === undefined) return [];
      return sharedFamilies(router, node, target, spoofed).flatMap((family) =>
        pretend(subject, { node, router, target, spoofed }, enter(router, { node, service }, family)),
      );
    }),
  ];
};

type Outside = {
  readonly node: Node;
  readonly router: Addressed;
  readonly target: Pod;
  readonly spoofed: Pod;
};

const pretend = (subject: Subject, { node, router, target, spoofed }: Outside, flow: Flow): readonly Expectation[] => {
  const source = addressIn(flow.family, spoofed);
  if (source === null) return [];
  const controls = ofKind(flow, [...flowsBetween(router, node), ...flowsBetween(node, target)]);
  const by = flow.nextHop === undefined ? `behind ${flow.to.label}` : `given a route by ${node.name}`;
  const pretends = { who: router.name, whom: spoofed.name, seen: `${target.name}, ${by},` };
  return [believed(subject, { id: 'LEAK-10', flow: { ...flow, source }, pretends }, controls)];
};

type Door = { readonly node: Node; readonly service: Service };

const enter = (router: Addressed, { node, service }: Door, family: 4 | 6): Flow => {
  const machines = servingOn(node, service).map(({ name }) => name);
  return serviceFlow(router.name, nodePortOf(node, { family, port: service.nodePort ?? 0, machines }), 'udp');
};

/** NodePorts that keep the source, with endpoints on the node. */
const doorsOf = ({ services }: Cluster, node: Node): readonly Service[] =>
  services.filter(
    (service) =>
      service.nodePort !== null &&
      service.externalTrafficPolicy === 'Local' &&
      service.transports.includes('udp') &&
      servingOn(node, service).length > 0,
  );

const servingOn = ({ pods }: Node, { endpoints }: Service): readonly Pod[] =>
  pods.filter(({ name }) => endpoints.includes(name));
