// What the claims about translation have in common: pods that leave as somebody else, the source ports that they call
// from, and who is called.

import type { Flow } from '../probe/flow.ts';
import { type Cluster, type Family, type Host, type Node, type Pod, type Transport } from '../spec/lab.ts';
import { mappingPorts } from '../spec/mapping-ports.ts';
import { type Addressed, addressIn, sample, sharedFamilies } from './flows.ts';
import { routerAt } from './home.ts';
import { isAnswered, type Subject } from './promises.ts';

export type Seated = { readonly node: Node; readonly pod: Pod };

/** A pod, the outsider that it calls, and the node by whose address it is seen there. */
export type Leaving = Seated & { readonly host: Host; readonly exit: Node };

/** Every pod that leaves translated, each with the first outsider that it does so to. */
export const leavingOf = (subject: Subject): readonly Leaving[] =>
  subject.cluster.nodes.flatMap((node) =>
    node.pods.flatMap((pod) =>
      subject.lab.hosts
        .flatMap((host) => {
          const exits = sharedFamilies(pod, host).map((family) =>
            exitTo(subject, { node, pod }, addressIn(family, host)),
          );
          const [exit] = exits;
          return exit === undefined || exit === null || exits.includes(null) ? [] : [{ node, pod, host, exit }];
        })
        .slice(0, 1),
    ),
  );

/** The node by whose address the pod is seen there; null where it is not seen by a node's. */
export const exitTo = ({ cluster, promises }: Subject, { node, pod }: Seated, to: string | null): Node | null => {
  const reach = to === null ? 'never' : promises.podToOutside(pod, node, to);
  if (!isAnswered(reach) || !reach.translations) return null;
  return cluster.nodes.find(({ name }) => reach.owners.includes(name)) ?? null;
};

/** More nodes than this are not tried: what is claimed of them is sent one after the other. */
const mostNodes = 4;

/**
 * Pods that are seen by one and the same address, for only they can be in each other's way: those that leave as a node,
 * and those that leave as the egress gateway. Each time another one comes first, and what is claimed of one is claimed of
 * that.
 */
export const sharingOf = (cluster: Cluster, leaving: readonly Leaving[]): readonly (readonly Leaving[])[] => {
  const seenAlike = (chosen: boolean): readonly (readonly Leaving[])[] => [
    ...Map.groupBy(
      leaving.filter(({ pod }) => isChosen(cluster, pod) === chosen),
      ({ exit }) => exit.name,
    ).values(),
  ];
  return [...sample(seenAlike(false), mostNodes), ...seenAlike(true)].map(turned);
};

/** The list of that number, begun at that place. */
const turned = <Item>(items: readonly Item[], at: number): readonly Item[] => {
  const first = at % Math.max(1, items.length);
  return [...items.slice(first), ...items.slice(0, first)];
};

/** Of every node, or of some, a pod, and not the first one everywhere; and one that leaves by an egress gateway elsewhere. */
export const onePerNode = (cluster: Cluster): readonly Seated[] => {
  const seated = cluster.nodes.flatMap((node) => node.pods.map((pod) => ({ node, pod })));
  const chosen = seated.filter(({ pod, node }) => isChosen(cluster, pod) && cluster.egressGateway?.node !== node.name);
  const own = Map.groupBy(
    seated.filter(({ pod }) => !isChosen(cluster, pod)),
    ({ node }) => node.name,
  );
  return [
    ...sample([...own.values()], mostNodes).flatMap((those, at) => turned(those, at).slice(0, 1)),
    ...chosen.slice(0, 1),
  ];
};

/** Does it leave by the egress gateway, with that one's address? */
export const isChosen = ({ egressGateway }: Cluster, { name }: Pod): boolean =>
  egressGateway?.pods.includes(name) ?? false;

/** Above all that Linux chooses from by itself (ip_local_port_range), so that nobody has them by chance. */
const firstSourcePort = 61_001;

/** Which claims have which of `mappingPorts`, and which source port: none may find what another one left. */
const places = ['preserved', 'mapping', 'filtering', 'errors'] as const;

/** One that the pod may keep, where the lab says which ports there are. */
export const sourcePortFor = ({ masqueradePorts: ports }: Cluster, place: (typeof places)[number]): number => {
  const at = places.indexOf(place);
  return ports === null ? firstSourcePort + at : Math.min(ports.last, ports.first + at);
};

export type Called = {
  readonly machine: Addressed;
  /** Which of `mappingPorts`. */
  readonly at: number;
  readonly transport: Transport;
  readonly family: Family;
};

/** A call to one of the ports that nobody but these claims uses. */
export const callTo = (from: string, { machine, at, transport, family }: Called, sourcePort?: number): Flow => {
  const port = mappingPorts[at] ?? 0;
  const address = addressIn(family, machine) ?? '';
  const to = { label: `${machine.name}:${port}`, address, port, machines: [machine.name] };
  return { from, to, protocol: transport, family, ...(sourcePort === undefined ? {} : { sourcePort }) };
};

/** The larger network's router, as it is called by the address next to that host. */
export const routerBeside = (subject: Subject, host: Host): Addressed => routerAt(subject.lab, host);
