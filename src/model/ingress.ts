// L4 into an L7 proxy, and on from there: a Service whose endpoints tell hostnames apart (an Ingress controller). Whom the
// endpoints behind it are told of is whom the proxy saw, and the gateways before it may have hidden that: policy Local
// keeps the client, policy Cluster shows the node that was entered.

import type { Flow, Target } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Family, Host, Ingress, Node, Pod } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import {
  type Addressed,
  addressIn,
  flowsBetween,
  nodePortOf,
  ofKind,
  sample,
  serviceFlow,
  sharedFamilies,
} from './flows.ts';
import { hostnameClaims, type Hostnames } from './hostnames.ts';
import type { Subject } from './promises.ts';

/** IN-14. */
export const ingressClaims = (subject: Subject): readonly Expectation[] =>
  subject.cluster.ingresses
    .filter(({ endpoints }) => endpoints.length > 0)
    .flatMap((ingress) => [
      ...clientsOf(subject).flatMap((host) => [
        ...byNodePort(subject, ingress, host),
        ...byVip(subject, ingress, host),
      ]),
      ...fromInside(subject, ingress),
    ]);

const clientsOf = ({ cluster, lab }: Subject): readonly Host[] => sample(cluster.own?.hosts ?? lab.hosts, 8);

/** One address and port that leads to the ingress, and who calls it. */
type Way = {
  readonly from: Addressed;
  readonly to: Target & { readonly port: number };
  /** Somebody who answers the caller, to prove that it can send. */
  readonly near: Addressed;
  readonly seen: Pick<Hostnames, 'told' | 'toldText'>;
};

const byNodePort = ({ cluster }: Subject, ingress: Ingress, host: Host): readonly Expectation[] =>
  sample(cluster.nodes, 16)
    .filter((node) => ingress.externalTrafficPolicy === 'Cluster' || proxiesOn(ingress, [node]).length > 0)
    .flatMap((node) =>
      sharedFamilies(host, node).flatMap((family) => {
        const { nodePort: port } = ingress;
        if (port === null) return [];
        const to = nodePortOf(node, { family, port, machines: [] });
        const owners = shown(ingress, { node, host });
        return claimsBy({ cluster }, ingress, {
          from: host,
          to,
          near: node,
          seen: seenOf(ingress, host, { owners, family }),
        });
      }),
    );

/** Who the proxy may take for the client when this node was entered: on that node itself it may see the client, too. */
const shown = (ingress: Ingress, { node, host }: { readonly node: Node; readonly host: Host }): readonly string[] =>
  proxiesOn(ingress, [node]).length > 0 ? [node.name, host.name] : [node.name];

const proxiesOn = ({ endpoints }: Ingress, nodes: readonly Node[]): readonly Pod[] =>
  nodes.flatMap(({ pods }) => pods).filter(({ name }) => endpoints.includes(name));

const byVip = ({ cluster }: Subject, ingress: Ingress, host: Host): readonly Expectation[] =>
  (ingress.vip?.addresses ?? []).flatMap((address) => {
    const family = familyOf(address);
    const near = cluster.nodes.find((node) => addressIn(family, node) !== null);
    if (near === undefined || addressIn(family, host) === null) return [];
    const anyNode = [...cluster.nodes.map(({ name }) => name), host.name];
    return claimsBy({ cluster }, ingress, {
      ...{ from: host, to: addressed(ingress, address), near },
      seen: seenOf(ingress, host, { owners: anyNode, family }),
    });
  });

const addressed = ({ port }: Ingress, address: string): Way['to'] => ({
  ...{ label: `${familyOf(address) === 6 ? `[${address}]` : address}:${port}`, address, port, machines: [] },
});

/** By the Service's own address, from a pod that is no proxy of it: nobody has a reason to hide that pod. */
const fromInside = ({ cluster }: Subject, ingress: Ingress): readonly Expectation[] =>
  ingress.clusterAddresses.flatMap((address) => {
    const family = familyOf(address);
    const callers = cluster.nodes.flatMap((node) =>
      node.pods
        .filter((pod) => !ingress.endpoints.includes(pod.name) && addressIn(family, pod) !== null)
        .slice(0, 1)
        .map((pod) => ({ pod, node })),
    );
    return sample(callers, 4).flatMap(({ pod, node }) =>
      claimsBy({ cluster }, ingress, {
        ...{ from: pod, to: addressed(ingress, address), near: node },
        seen: own(ingress, pod, family),
      }),
    );
  });

const own = (ingress: Ingress, client: Addressed, family: Family): Way['seen'] => ({
  told: { forwardedFor: addressIn(family, client) ?? '', sourceOwner: ingress.endpoints },
  toldText: "and X-Forwarded-For is the client's own address",
});

type Hidden = { readonly owners: readonly string[]; readonly family: Family };

const seenOf = (ingress: Ingress, host: Host, { owners, family }: Hidden): Way['seen'] =>
  ingress.externalTrafficPolicy === 'Local'
    ? own(ingress, host, family)
    : {
        told: { forwardedOwner: owners, sourceOwner: ingress.endpoints },
        toldText: `and X-Forwarded-For is ${owners.join(' or ')}`,
      };

const claimsBy = (
  { cluster }: Pick<Subject, 'cluster'>,
  ingress: Ingress,
  { from, to, near, seen }: Way,
): readonly Expectation[] => {
  const calls = sample(ingress.hosts, 32).flatMap(({ hostname, service: name }) =>
    cluster.services
      .filter((service) => service.name === name)
      .map((service) => ({ hostname, service, flow: asking({ from, to }, hostname, service.endpoints) })),
  );
  const machines = [...new Set(calls.flatMap(({ service }) => service.endpoints))];
  const plain = serviceFlow(from.name, { ...to, machines }, 'tcp');
  const proxies = ingress.endpoints;
  return hostnameClaims({
    ...{ calls, plain, proxies, ...seen },
    alive: ofKind(plain, flowsBetween(from, near, ['tcp'])),
  });
};

const asking = ({ from, to }: Pick<Way, 'from' | 'to'>, hostname: string, machines: readonly string[]): Flow => ({
  ...serviceFlow(from.name, { ...to, label: `${hostname} at ${to.label}`, machines }, 'tcp'),
  http: { host: hostname },
});
