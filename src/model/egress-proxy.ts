// Gateway: egress by proxy. A pod tells a proxy where it wants to go, and the proxy makes a connection of its own: the far
// end knows the proxy and nobody behind it. It goes where it is allowed to, never back in, and never round in a circle.
// Where pods have no other way out, there is no other way.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Host } from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, flowTo, ofKind, over, sharedFamilies } from './flows.ts';
import { proxyGoneClaims } from './proxy-gone.ts';
import {
  allowedHosts,
  type Asking,
  askingsOf,
  asks,
  atMachine,
  byProxy,
  isAllowed,
  type Using,
  word,
} from './proxy-ways.ts';
import type { Subject } from './promises.ts';
import { virtualAddressFlows } from './services.ts';

/** OUT-08 to OUT-13. */
export const egressProxyClaims = (subject: Subject): readonly Expectation[] => [
  ...subject.cluster.egressProxies.flatMap((proxy) => {
    const using = { ...subject, proxy };
    return [
      ...askingsOf(using).flatMap((asking) => [
        ...goesOn(using, asking),
        ...elsewhere(using, asking),
        ...backIn(using, asking),
        ...relaysNothing(using, asking),
      ]),
      ...proxyGoneClaims(using),
    ];
  }),
  ...onlyByProxy(subject),
];

/** OUT-08. */
const goesOn = (using: Using, asking: Asking): readonly Expectation[] =>
  allowedHosts(using).flatMap((host) =>
    byProxy(using, asking, host).flatMap((flow) => {
      const shown = shownBy(using, flow);
      if (shown === null) return [];
      const { owner, sourceSeen } = shown;
      const title = `${asks(asking)} to go on to ${host.name}, which sees ${sourceSeen} of ${owner}`;
      return [reaches({ id: 'OUT-08', flow, title, also: { sourceSeen } }, [owner])];
    }),
  );

type Shown = { readonly owner: string; readonly sourceSeen: string };

/** As whom the proxy goes out: itself, or, on a pod, as pods go out. */
const shownBy = ({ cluster, promises, proxy }: Using, { family, to }: Flow): Shown | null => {
  const node = cluster.nodes.find(({ pods }) => pods.some(({ name }) => name === proxy.machine));
  const pod = node?.pods.find(({ name }) => name === proxy.machine);
  if (node === undefined || pod === undefined)
    return { owner: proxy.machine, sourceSeen: addressIn(family, atMachine(proxy)) ?? '' };
  const reach = promises.podToOutside(pod, node, to.address);
  if (typeof reach === 'string') return null;
  const owner = [node, pod].find(({ name }) => reach.owners.includes(name));
  return owner === undefined ? null : { owner: owner.name, sourceSeen: addressIn(family, owner) ?? '' };
};

const refusals = { connect: 'HTTP 403', socks5: 'SOCKS 2' } as const;

type Denial = {
  readonly id: string;
  readonly flow: Flow;
  readonly title: string;
  readonly proxySaid: string;
  readonly witness: readonly Flow[];
};

/** The proxy says no, and makes no connection. It does go on elsewhere, and whoever was asked for does answer. */
const denied = (using: Using, asking: Asking, { proxySaid, witness, ...claim }: Denial): Expectation => {
  const { flow } = claim;
  const { machine } = using.proxy;
  const works = allowedHosts(using)
    .flatMap((host) => byProxy(using, asking, host))
    .slice(0, 1);
  return {
    ...claim,
    title: `${claim.title} ${over(flow.protocol, flow.family)}`,
    tries: 1,
    expected: {
      ...{ outcome: ['denied'], responder: [machine], proxySaid },
      // Datagrams that were never sent would be found nowhere.
      ...(flow.protocol === 'tcp' ? { absentFrom: flow.to.machines.filter((name) => name !== machine) } : {}),
    },
    controls: [...works, ...witness],
  };
};

/** OUT-10: where it may not go. */
const elsewhere = (using: Using, asking: Asking): readonly Expectation[] =>
  using.lab.hosts
    .filter(({ name }) => name !== using.proxy.machine)
    .flatMap((host) =>
      byProxy(using, asking, host)
        .filter(({ to }) => !isAllowed(using.proxy, to.address))
        .map((flow) => {
          const title = `${asks(asking)} to go on to ${host.name}, and may not`;
          const witness = ofKind(flow, flowsBetween(asking.node, host));
          return denied(using, asking, { id: 'OUT-10', flow, title, proxySaid: refusals[asking.way.kind], witness });
        }),
    );

type Inside = { readonly flow: Flow; readonly what: string; readonly witness: readonly Flow[] };

/** OUT-11: to a pod, to a Service, and to itself, in the family in which it is asked. */
const backIn = (using: Using, asking: Asking): readonly Expectation[] =>
  [...podsInside(using, asking), ...serviceInside(using, asking), ...itself(using, asking)].map(
    ({ flow, what, witness }) => {
      const title = `${asks(asking)} to go back in to ${what}, and may not`;
      const proxySaid = refusals[asking.way.kind];
      return denied(using, asking, { id: 'OUT-11', flow, title, proxySaid, witness: ofKind(flow, witness) });
    },
  );

/** The last one: in a lab whose proxy runs on the last node, that one is next to it. */
const podsInside = ({ cluster, proxy }: Using, { pod, way }: Asking): readonly Inside[] =>
  cluster.nodes
    .flatMap((node) => node.pods.map((target) => ({ node, target })))
    .filter(({ target: { name } }) => name !== pod.name && name !== proxy.machine)
    .slice(-1)
    .flatMap(({ node, target }) =>
      sharedFamilies(target, node)
        .filter((family) => family === familyOf(way.address))
        .map((family) => ({
          flow: { ...flowTo(pod.name, target, { protocol: 'tcp', family }), through: way },
          what: target.name,
          witness: flowsBetween(node, target),
        })),
    );

const serviceInside = ({ cluster }: Using, { pod, way }: Asking): readonly Inside[] =>
  cluster.services
    .filter(({ endpoints, transports }) => endpoints.length > 0 && transports.includes('tcp'))
    .slice(0, 1)
    .flatMap((service) =>
      virtualAddressFlows(pod.name, service)
        .filter(({ protocol, family }) => protocol === 'tcp' && family === familyOf(way.address))
        .map((flow) => ({ flow: { ...flow, through: way }, what: `the Service ${service.name}`, witness: [flow] })),
    );

/** By the address and port where it was asked: a connection to itself could ask for the next one. */
const itself = ({ proxy }: Using, { pod, way }: Asking): readonly Inside[] =>
  [way.address, ...(way.address.includes(':') ? ['::1'] : ['127.0.0.1'])].map((address) => ({
    flow: {
      from: pod.name,
      to: { label: `${proxy.machine} at ${address}`, address, port: way.port, machines: [proxy.machine] },
      ...{ protocol: 'tcp', family: address.includes(':') ? 6 : 4, through: way },
    },
    what: `itself at ${address}`,
    witness: [],
  }));

/** OUT-12: SOCKS has a word for UDP, and this proxy does not obey it. */
const relaysNothing = (using: Using, asking: Asking): readonly Expectation[] =>
  asking.way.kind !== 'socks5'
    ? []
    : allowedHosts(using)
        .slice(0, 1)
        .flatMap((host) => byProxy(using, asking, host))
        .map((tcp) => {
          const flow: Flow = { ...tcp, protocol: 'udp' };
          const title = `${asks(asking)} to relay datagrams to ${tcp.to.label}, which it does not do,`;
          return denied(using, asking, { id: 'OUT-12', flow, title, proxySaid: 'SOCKS 7', witness: [] });
        });

/** OUT-09: directly nobody gets out, not even to the machine that the proxy runs on. */
const onlyByProxy = (subject: Subject): readonly Expectation[] => {
  const { cluster, lab, promises } = subject;
  if (cluster.egress !== 'proxy') return [];
  return cluster.nodes.flatMap((node) =>
    node.pods.slice(0, 1).flatMap((pod) =>
      lab.hosts.flatMap((host) =>
        flowsBetween(pod, host).flatMap((flow) => {
          if (promises.podToOutside(pod, node, flow.to.address) !== 'never') return [];
          const title = `${pod.name} gets to ${host.name} ${ways(subject, host)}`;
          const controls = ofKind(flow, [...flowsBetween(pod, node), ...flowsBetween(node, host)]);
          return [neverArrives({ id: 'OUT-09', flow, title }, controls)];
        }),
      ),
    ),
  );
};

const ways = ({ cluster }: Subject, { name }: Host): string => {
  const here = cluster.egressProxies.filter(({ machine }) => machine === name);
  const spoken = here.flatMap((proxy) => (['connect', 'socks5'] as const).filter((kind) => proxy[kind] !== null));
  if (here.length === 0) return 'by proxy, and never directly,';
  return `by ${spoken.map((kind) => word[kind]).join(' and ')}, and to nothing else there,`;
};
