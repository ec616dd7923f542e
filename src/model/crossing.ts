// Between two clusters: what each of their models promises, put together. What leaves one cluster and enters the other
// crosses the larger network as anything from outside would; only inside an archipelago is there another way.

import { together } from '../spec/archipelago.ts';
import { contains } from '../spec/address.ts';
import type { Cluster, Family, Lab, Node, Pod } from '../spec/lab.ts';
import { type Addressed, addressIn } from './flows.ts';
import { isAnswered, type Reach, type Side } from './promises.ts';

/** From one cluster to another, in that direction. */
export type Crossing = { readonly lab: Lab; readonly from: Side; readonly to: Side };

/** The same over one of the families. */
export type Over = Crossing & { readonly family: Family };

const at = ({ family }: Over, machine: Addressed): string => addressIn(family, machine) ?? '';

export type Seated = { readonly pod: Pod; readonly node: Node };

export const podsOf = ({ cluster }: Pick<Side, 'cluster'>): readonly Seated[] =>
  cluster.nodes.flatMap((node) => node.pods.map((pod) => ({ pod, node })));

export const inOneArchipelago = ({ from, to }: Crossing): boolean => together(from.cluster, to.cluster);

/** a pod calls a pod, whose address nobody in its own network of pods can have. */
export const podToPod = (crossing: Over, caller: Seated, pod: Pod): Reach => {
  if (inOneArchipelago(crossing)) return { owners: [caller.pod.name], translations: 0 };
  const { from, to } = crossing;
  return through(
    from.promises.podToOutside(caller.pod, caller.node, at(crossing, pod)),
    to.promises.outsideToPod(caller.node, pod, at(crossing, caller.node)),
    caller.node,
  );
};

/** a pod calls a node. Inside an archipelago whether it is masqueraded is the implementation's choice. */
export const podToNode = (crossing: Over, { pod, node }: Seated, target: Node): Reach => {
  if (inOneArchipelago(crossing)) return { owners: [pod.name, node.name], translations: 1 };
  const { from, to } = crossing;
  return through(
    from.promises.podToOutside(pod, node, at(crossing, target)),
    to.promises.outsideToNode(node, target),
    node,
  );
};

/** a node calls a pod. */
export const nodeToPod = (crossing: Over, node: Node, pod: Pod): Reach => {
  if (inOneArchipelago(crossing)) return { owners: [node.name], translations: 0 };
  const { from, to } = crossing;
  return through(
    from.promises.nodeToOutside(node, at(crossing, pod)),
    to.promises.outsideToPod(node, pod, at(crossing, node)),
    node,
  );
};

/** What a node of `from` can count on to reach: needed as a control. */
export const nodeToNode = (crossing: Over, node: Node, target: Node): Reach =>
  through(
    crossing.from.promises.nodeToOutside(node, at(crossing, target)),
    crossing.to.promises.outsideToNode(node, target),
    node,
  );

/** Out of the one and into the other, as `visitor`: what the one lets nobody out for, or the other lets nobody in for. */
const through = (out: Reach, into: Reach, visitor: Node): Reach => {
  const strict = (['never', 'unsaid'] as const).find((word) => out === word || into === word);
  if (strict !== undefined) return strict;
  if (!isAnswered(out) || !isAnswered(into)) return 'one-way';
  return {
    ...out,
    owners: [...new Set(into.owners.flatMap((owner) => (owner === visitor.name ? out.owners : [owner])))],
  };
};

/** Of the clusters whose pods share a network with those of this one, itself among them. */
const neighbours = ({ clusters }: Lab, cluster: Cluster): readonly Cluster[] =>
  clusters.filter((other) => other === cluster || together(other, cluster));

/**
 * Whether the address lies in the caller's own network of pods, and if so who there has it: then a call to it stays
 * there, whoever else has the address.
 */
export const atHome = (
  { lab, from }: Pick<Crossing, 'lab' | 'from'>,
  address: string,
): { readonly twin: Addressed | null } | null => {
  const own = neighbours(lab, from.cluster);
  const has = ({ addresses }: Addressed): boolean => addresses.includes(address);
  const insider = own.flatMap(({ insiders }) => insiders).find(has);
  if (insider !== undefined) return { twin: insider };
  if (!own.some(({ podCidrs }) => podCidrs.some((cidr) => contains(cidr, address)))) return null;
  return { twin: own.flatMap(({ nodes }) => nodes.flatMap((node) => node.pods)).find(has) ?? null };
};
