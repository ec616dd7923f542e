// Ways of datagrams that are not those between the nodes of a cluster, nor by a port that any node serves: one of each kind.

import type { Flow } from '../probe/flow.ts';
import { atHome, inOneArchipelago, podsOf, podToPod } from './crossing.ts';
import { flowsBetween } from './flows.ts';
import { largestPacket, wideHosts } from './packet-size.ts';
import { isAnswered, type Subject } from './promises.ts';
import { byNodePort, byVip, servedOver } from './ways-in.ts';

/** On one node, out, in by a VIP, and in by a port that is served on its own node alone. */
export const otherPaths = (subject: Subject): readonly Flow[] =>
  [onOneNode(subject), out(subject), byVips(subject), byLocalPort(subject)].flatMap(oneAFamily);

const oneAFamily = (flows: readonly Flow[]): readonly Flow[] =>
  [...Map.groupBy(flows, ({ family }) => family).values()].flatMap((same) => same.slice(0, 1));

const onOneNode = ({ cluster }: Subject): readonly Flow[] =>
  cluster.nodes.flatMap(({ pods: [from, to] }) =>
    from === undefined || to === undefined ? [] : flowsBetween(from, to, ['udp']),
  );

const out = (subject: Subject): readonly Flow[] =>
  podsOf(subject).flatMap(({ pod, node }) =>
    wideHosts(subject.lab, subject.cluster)
      .flatMap((host) => flowsBetween(pod, host, ['udp']))
      .filter(({ to }) => isAnswered(subject.promises.podToOutside(pod, node, to.address))),
  );

const byVips = ({ lab, cluster, promises }: Subject): readonly Flow[] =>
  wideHosts(lab, cluster)
    .filter((host) => cluster.nodes.every((node) => isAnswered(promises.outsideToNode(host, node))))
    .flatMap((host) => servedOver('udp', cluster).flatMap((service) => byVip(host, service)))
    .map(inDatagrams);

const byLocalPort = ({ lab, cluster, promises }: Subject): readonly Flow[] =>
  wideHosts(lab, cluster).flatMap((host) =>
    cluster.nodes
      .filter((node) => isAnswered(promises.outsideToNode(host, node)))
      .flatMap((node) =>
        servedOver('udp', cluster)
          .filter(({ externalTrafficPolicy }) => externalTrafficPolicy === 'Local')
          .flatMap((service) => byNodePort(host, node, service)),
      )
      .map(inDatagrams),
  );

const inDatagrams = (flow: Flow): Flow => ({ ...flow, protocol: 'udp' });

type Crossed = { readonly flow: Flow; readonly bytes: number };

/** To a pod of the first other cluster that lets a pod of this one in. */
export const toOtherCluster = ({ lab, others, ...from }: Subject): readonly Crossed[] => {
  const [caller] = podsOf(from);
  if (caller === undefined) return [];
  const reached = others.flatMap((to) => {
    const bytes = Math.min(largestPacket(from.cluster), largestPacket(to.cluster));
    const crossing = { lab, from, to };
    const [target] = podsOf(to);
    return (
      (target === undefined ? [] : flowsBetween(caller.pod, target.pod, ['udp']))
        .filter(
          ({ family }) => target !== undefined && isAnswered(podToPod({ ...crossing, family }, caller, target.pod)),
        )
        // An address of its own network of pods stays there.
        .filter((flow) => inOneArchipelago(crossing) || atHome(crossing, flow.to.address) === null)
        .map((flow) => ({ flow, bytes }))
    );
  });
  return [...Map.groupBy(reached, ({ flow }) => flow.family).values()].flatMap((same) => same.slice(0, 1));
};
