// One pool for all pods of a cluster: pods get its addresses in order, a node at a time, so that neighbours in address
// are on different nodes. Every node has one address of it a family, as the gateway of its pods and its leg among them.
// Some networks give all pods the same link-local gateway instead; that spares these addresses, but then a node has none
// among the pods, and where these have a network of their own nobody could tell what it sends there from a pretender.

import { bitsOf, lastUsable, prefixLength, printAddress, type Range, rangeOf } from './address.ts';
import type { Draft, DraftCluster, DraftNode, DraftPod, Placed } from './draft.ts';
import type { Report } from './finding.ts';
import type { Family } from './lab.ts';
import { placeValue } from './typed.ts';

export const checkPool = ({ clusters }: Draft, report: Report): void => {
  for (const { name, ipam, nodes } of clusters) {
    if (ipam !== 'pool') continue;
    for (const node of nodes)
      for (const { text, path } of node.podCidrs.slice(0, 1)) {
        const message = `podCidr ${text} of ${node.name}, but the pods of cluster ${name} share one pool`;
        report({
          path,
          message,
          hint: "remove it, or write ipam: node-range; a pod's own address may be given in pods",
        });
      }
  }
};

/** Pods from the first address of the pool on, gateways from the last one down, around the addresses that are given. */
export const poolAddresses = (cluster: DraftCluster, report: Report): readonly DraftNode[] => {
  const families = [...new Set(cluster.podCidrs.map(({ range }) => range.family))];
  return families.reduce<readonly DraftNode[]>(
    (nodes, family) => inFamily(family, { ...cluster, nodes }, report),
    cluster.nodes,
  );
};

const inFamily = (family: Family, cluster: DraftCluster, report: Report): readonly DraftNode[] => {
  const ranges = cluster.podCidrs.filter(({ range }) => range.family === family);
  const given = [
    ...cluster.nodes.flatMap(({ pods }) => pods.map(({ addresses }) => addresses)),
    ...cluster.proxies.map(({ legs }) => legs),
  ];
  const taken = new Set(given.flat().map(({ text }) => text));
  const last = free(family, ranges.map(usable).toReversed().map(downwards), taken);
  const gateways = cluster.nodes.map(() => last.next().value ?? null);
  const first = free(family, ranges.map(usable).map(upwards), taken);
  const allocated = new Map(
    inTurns(cluster.nodes)
      .filter(({ explicit }) => !explicit)
      .map((pod) => [pod.name, first.next().value ?? null] as const),
  );
  const short = gateways.filter(isNull).length + [...allocated.values()].filter(isNull).length;
  if (short > 0) {
    const texts = ranges.map(({ text }) => text).join(' and ');
    const needed = allocated.size + gateways.length;
    const message = `podCidr ${texts} of cluster ${cluster.name} has ${needed - short} of the ${needed} addresses that its pods and nodes need`;
    const hint =
      'each pod has an address of the pool, and each node one as the gateway of its pods: give a wider podCidr';
    report({ path: [...cluster.path, 'podCidr'], message, hint });
  }
  return cluster.nodes.map((node, at) => ({
    ...node,
    podGateways: [...node.podGateways, ...placed(family, gateways[at] ?? null, node)],
    pods: node.pods.map((pod) => ({
      ...pod,
      addresses: [...pod.addresses, ...placed(family, allocated.get(pod.name) ?? null, pod)],
    })),
  }));
};

const isNull = (value: bigint | null): boolean => value === null;

const placed = (family: Family, value: bigint | null, { path }: Pick<DraftPod, 'path'>): readonly Placed[] =>
  value === null ? [] : [placeValue(family, value, path)];

/** The first pod of every node, then the second of every node that has one. */
const inTurns = (nodes: readonly DraftNode[]): readonly DraftPod[] =>
  nodes
    .flatMap(({ pods }) => pods.map((pod, turn) => ({ pod, turn })))
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ pod }) => pod);

/** Without the addresses of the range itself and of everybody in it, if it has room for such. */
const usable = ({ text, range }: Placed): Range => {
  const { family, first } = range;
  const small = bitsOf(family) - prefixLength(text) < 2;
  return { family, first: small ? first : first + 1n, last: rangeOf(lastUsable(text)).first };
};

const upwards = function* ({ first, last }: Range): Generator<bigint, undefined> {
  for (let value = first; value <= last; value += 1n) yield value;
};

const downwards = function* ({ first, last }: Range): Generator<bigint, undefined> {
  for (let value = last; value >= first; value -= 1n) yield value;
};

/** What it yields is taken. */
const free = function* (
  family: Family,
  all: readonly Generator<bigint, undefined>[],
  taken: Set<string>,
): Generator<bigint, undefined> {
  for (const values of all)
    for (const value of values) {
      const text = printAddress(family, value);
      if (taken.has(text)) continue;
      taken.add(text);
      yield value;
    }
};
