// Bulk: so much that it stalls where large packets are lost and nobody says so. Whoever only asks who is there never
// notices. Every kind of way that a model promises is tried, with as much in return as is sent.

import type { Flow } from '../probe/flow.ts';
import type { Host, Node } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { flowsBetween, over, sample, triesToSeeAll } from './flows.ts';
import { wideHosts } from './packet-size.ts';
import { isAnswered, type Subject } from './promises.ts';
import { onePerNode, type Seated } from './translated.ts';
import { byNodePort, byVip, servedOver } from './ways-in.ts';

/** More than fits into a window. */
const bulkBytes = 200_000;
/** More than the ten segments that are sent before anything has to come back (RFC 6928), where it takes many tries. */
const burstBytes = 20_000;

/** MTU-03 of one direction. */
export const bulk = (flow: Flow): Expectation => ({
  id: 'MTU-03',
  title: `${flow.from} gets ${bulkBytes / 1000} kB through to ${flow.to.label} ${over(flow.protocol, flow.family)}`,
  flow: { ...flow, padding: bulkBytes },
  tries: 1,
  expected: { outcome: ['reached'], responder: flow.to.machines },
  controls: [],
});

/** MTU-03 of all ways but those between nodes. Outsiders behind narrow links are in narrow.ts. */
export const bulkClaims = (subject: Subject): readonly Expectation[] => {
  const { lab, cluster } = subject;
  const hosts = wideHosts(lab, cluster);
  return [
    ...sample(cluster.nodes, mostNodes).flatMap(onOneNode),
    ...onePerNode(cluster).flatMap((seated) => out(subject, seated, hosts)),
    ...sample(cluster.nodes, mostNodes).flatMap((node) => inByNodePort(subject, node, hosts)),
    ...inByVip(subject, hosts),
  ].map(thereAndBack);
};

const mostNodes = 4;

const onOneNode = ({ pods: [from, to] }: Node): readonly Flow[] =>
  from === undefined || to === undefined ? [] : flowsBetween(from, to, ['tcp']);

/** Of each family those to the first outsider. */
const firstOfFamily = (flows: readonly Flow[]): readonly Flow[] =>
  [...Map.groupBy(flows, ({ family }) => family).values()].flatMap((same) => same.slice(0, 1));

const out = ({ promises }: Subject, { pod, node }: Seated, hosts: readonly Host[]): readonly Flow[] =>
  firstOfFamily(
    hosts
      .flatMap((host) => flowsBetween(pod, host, ['tcp']))
      .filter(({ to }) => isAnswered(promises.podToOutside(pod, node, to.address))),
  );

/** By the first of its ports that leads to somebody. */
const inByNodePort = ({ cluster, promises }: Subject, node: Node, hosts: readonly Host[]): readonly Flow[] =>
  firstOfFamily(
    hosts
      .filter((host) => isAnswered(promises.outsideToNode(host, node)))
      .flatMap((host) => servedOver('tcp', cluster).flatMap((service) => byNodePort(host, node, service))),
  );

/** A VIP may lead to any node. */
const inByVip = ({ cluster, promises }: Subject, hosts: readonly Host[]): readonly Flow[] =>
  firstOfFamily(
    hosts
      .filter((host) => cluster.nodes.every((node) => isAnswered(promises.outsideToNode(host, node))))
      .flatMap((host) => servedOver('tcp', cluster).flatMap((service) => byVip(host, service))),
  );

const thereAndBack = (flow: Flow): Expectation => {
  const tries = triesToSeeAll(flow);
  const bytes = tries === 1 ? bulkBytes : burstBytes;
  return {
    ...bulk(flow),
    title: `${flow.from} gets ${bytes / 1000} kB through to ${flow.to.label}, and as much back ${over(flow.protocol, flow.family)}`,
    flow: { ...flow, padding: bytes, answerBytes: bytes },
    tries,
  };
};
