// Connection tracking: whoever has anything to translate keeps an entry of whatever passes, translated or not. A machine
// that translates nothing keeps none, and so costs no connection anything.

import { together } from '../spec/archipelago.ts';
import type { Flow } from '../probe/flow.ts';
import type { Cluster, Host, Lab, Node, Pod, Service } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { flowsBetween, nodePortOf, over, serviceFlow, sharedFamilies, triesToSeeAll } from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';
import { virtualAddressFlows } from './services.ts';

/** NAT-01 on one path of each kind. */
export const trackingClaims = (subject: Subject): readonly Expectation[] => {
  const [node, other] = ends(subject.cluster);
  const pod = node?.pods[0];
  if (node === undefined || pod === undefined) return [];
  const all = [
    ...within({ node, pod }, other),
    ...abroad(subject, { node, pod }),
    ...subject.lab.hosts
      .slice(0, 1)
      .flatMap((host) => [...out(subject, { node, pod }, host), ...inTo(subject, host, node)]),
  ];
  return all.map((path) => claimOf(subject.lab, path));
};

/** The first node that has pods and the last one, if that is another. */
const ends = ({ nodes }: Cluster): readonly [Node | undefined, Node | undefined] => {
  const inhabited = nodes.filter(({ pods }) => pods.length > 0);
  return [inhabited[0], inhabited.length > 1 ? inhabited.at(-1) : undefined];
};

type Seated = { readonly node: Node; readonly pod: Pod };

/** A flow, the nodes that it passes, and those of them that translate it. */
type Path = {
  readonly flow: Flow;
  readonly nodes: readonly Node[];
  readonly translatedAt: readonly Node[];
  /** Of several that may answer, those that this path leads to. */
  readonly to?: { readonly pods: readonly string[]; readonly where: string };
};

const untranslated = (flows: readonly Flow[], nodes: readonly Node[]): readonly Path[] =>
  flows.map((flow) => ({ flow, nodes, translatedAt: [] }));

const within = ({ node, pod }: Seated, other: Node | undefined): readonly Path[] => {
  const sibling = node.pods[1];
  const remote = other?.pods[0];
  return [
    ...(sibling === undefined ? [] : untranslated(flowsBetween(pod, sibling), [node])),
    ...(other === undefined || remote === undefined ? [] : untranslated(flowsBetween(pod, remote), [node, other])),
    ...untranslated(flowsBetween(pod, node), [node]),
  ];
};

/** To a pod of another member of the archipelago. */
const abroad = ({ cluster, others }: Subject, { node, pod }: Seated): readonly Path[] =>
  others
    .filter((other) => together(other.cluster, cluster))
    .slice(0, 1)
    .flatMap((other) => {
      const [there] = ends(other.cluster);
      const peer = there?.pods[0];
      return there === undefined || peer === undefined ? [] : untranslated(flowsBetween(pod, peer), [node, there]);
    });

const out = ({ cluster, promises }: Subject, { node, pod }: Seated, host: Host): readonly Path[] => {
  return flowsBetween(pod, host).flatMap((flow) => {
    const reach = promises.podToOutside(pod, node, flow.to.address);
    if (!isAnswered(reach)) return [];
    const exits = cluster.nodes.filter(({ name }) => reach.owners.includes(name));
    const nodes = [node, ...exits.filter((exit) => exit !== node)];
    return [{ flow, nodes, translatedAt: reach.translations === 0 ? [] : exits }];
  });
};

/** To the node itself, and by it to a Service that policy Cluster leads to any node. */
const inTo = ({ cluster, promises }: Subject, host: Host, node: Node): readonly Path[] => {
  if (promises.outsideToNode(host, node) === 'never') return [];
  const service = cluster.services.find(
    ({ nodePort, endpoints, externalTrafficPolicy }) =>
      nodePort !== null && endpoints.length > 0 && externalTrafficPolicy === 'Cluster',
  );
  return [
    ...untranslated(flowsBetween(host, node), [node]),
    ...(service === undefined
      ? []
      : nodePortFlows(host, node, service).flatMap((flow) => led({ cluster, flow, node }, service))),
    ...(service === undefined || node.pods[0] === undefined
      ? []
      : virtualAddressFlows(node.pods[0].name, service)
          .filter(isFirst(service))
          .flatMap((flow) => led({ cluster, flow, node }, service))),
  ];
};

const isFirst =
  ({ transports }: Service) =>
  ({ protocol }: Flow): boolean =>
    protocol === transports[0];

const nodePortFlows = (host: Host, node: Node, service: Service): readonly Flow[] =>
  sharedFamilies(host, node).flatMap((family) =>
    service.transports.slice(0, 1).flatMap((transport) => {
      const { nodePort: port, endpoints: machines } = service;
      if (port === null) return [];
      return [serviceFlow(host.name, nodePortOf(node, { family, port, machines }), transport)];
    }),
  );

type Entry = { readonly cluster: Cluster; readonly flow: Flow; readonly node: Node };

/** Led by `node` to an endpoint of its own, or to another node, which passes on what it gets. */
const led = ({ cluster, flow, node }: Entry, { endpoints }: Service): readonly Path[] =>
  cluster.nodes.flatMap((home): Path[] => {
    const pods = home.pods.filter(({ name }) => endpoints.includes(name) && name !== flow.from).map(({ name }) => name);
    if (pods.length === 0) return [];
    const nodes = home === node ? [node] : [node, home];
    return [{ flow, nodes, translatedAt: [node], to: { pods, where: home.name } }];
  });

/** Nodes that have something to translate: pods that leave as somebody else, or Services. Strict ones look, too. */
export const keeps = (lab: Lab, node: Node): boolean => {
  const cluster = lab.clusters.find(({ name }) => name === node.cluster);
  if (cluster === undefined) return false;
  return (
    cluster.model !== 'flat' ||
    cluster.egress === 'masquerade' ||
    cluster.services.length > 0 ||
    lab.profile === 'strict' ||
    leadsOut(cluster, node)
  );
};

/** The egress gateway translates; where chosen pods run, answers have to be told from calls. */
const leadsOut = ({ egressGateway }: Cluster, { name, pods }: Node): boolean =>
  egressGateway !== null && (egressGateway.node === name || pods.some((pod) => egressGateway.pods.includes(pod.name)));

const claimOf = (lab: Lab, { flow, nodes, translatedAt, to }: Path): Expectation => {
  const names = (some: readonly Node[]): readonly string[] => some.map(({ name }) => name);
  const trackedAt = names(nodes.filter((node) => keeps(lab, node)));
  const who = to === undefined ? '' : ` and is led to ${to.pods.join(' or ')} on ${to.where}`;
  const responder = to?.pods ?? flow.to.machines;
  const orElse = flow.to.machines.filter((machine) => !responder.includes(machine));
  return {
    id: 'NAT-01',
    title: `${flow.from} calls ${flow.to.label}${who}: ${keptBy(trackedAt)} ${over(flow.protocol, flow.family)}`,
    flow,
    tries: triesToSeeAll(flow),
    expected: {
      outcome: ['reached'],
      responder,
      ...(orElse.length === 0 ? {} : { orElse }),
      trackedAt,
      translatedAt: names(translatedAt),
    },
    controls: [],
  };
};

const keptBy = (machines: readonly string[]): string =>
  machines.length === 0
    ? 'nobody on the way keeps an entry of it'
    : `${machines.join(' and ')} ${machines.length === 1 ? 'keeps' : 'keep'} one entry${machines.length === 1 ? '' : ' each'} of it, and nobody else`;
