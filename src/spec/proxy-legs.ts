// A proxy's address in the cluster's own network: one of podCidr that no node gives to pods. Nodes get their ranges from
// the beginning, so legs are taken from the end.

import { lastUsable, rangeOf, type Range } from './address.ts';
import type { DraftCluster, DraftProxy, Placed } from './draft.ts';
import type { Report } from './finding.ts';
import { modelIn, modelsOf } from './manner.ts';
import { placeValue } from './typed.ts';

/** Does it take a leg to get to the pods? The pods of a flat cluster are where everybody is. */
export const needsLeg = (cluster: DraftCluster, { file }: DraftProxy): boolean =>
  file.to === 'pods' && modelsOf(cluster).some((model) => model !== 'flat');

/** Gives a leg to every proxy that needs one and has none in the file. */
export const withLegs = (cluster: DraftCluster, report: Report): DraftCluster => {
  const given = cluster.proxies.flatMap(({ legs }) => legs);
  const hidden = cluster.podCidrs.filter(({ range }) => modelIn(cluster, range.family) !== 'flat');
  const free = hidden.map((cidr) => ({ cidr, values: fromTheEnd(cidr, occupied(cluster, given)) }));
  const legOf = (proxy: DraftProxy): readonly Placed[] =>
    free.flatMap(({ cidr, values }) => {
      const { family } = cidr.range;
      const own = proxy.legs.filter(({ range }) => range.family === family);
      if (own.length > 0) return own;
      const value = values.next().value ?? null;
      if (value !== null) return [placeValue(family, value, proxy.path)];
      const message = `podCidr ${cidr.text} has no address left for the leg of proxy ${proxy.name}`;
      const hint = "a leg is of the cluster's own network and of no node's range: give a wider podCidr";
      report({ path: [...cluster.path, 'podCidr'], message, hint });
      return [];
    });
  return {
    ...cluster,
    proxies: cluster.proxies.map((proxy) => (needsLeg(cluster, proxy) ? { ...proxy, legs: legOf(proxy) } : proxy)),
  };
};

/** Ranges of nodes, or what has been taken from the pool. */
const occupied = ({ nodes }: DraftCluster, given: readonly Placed[]): readonly Range[] => [
  ...nodes
    .flatMap(({ podCidrs, podGateways, pods }) =>
      podCidrs.length > 0 ? podCidrs : [...podGateways, ...pods.flatMap(({ addresses }) => addresses)],
    )
    .map(({ range }) => range),
  ...given.map(({ range }) => range),
];

const fromTheEnd = function* ({ text, range }: Placed, taken: readonly Range[]): Generator<bigint, null> {
  const { family, first } = range;
  for (let value = rangeOf(lastUsable(text)).first; value > first; value -= 1n) {
    const other = taken.find((one) => one.family === family && one.first <= value && value <= one.last);
    if (other === undefined) yield value;
    else value = other.first;
  }
  return null;
};
