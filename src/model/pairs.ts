// Which pairs of machines of two clusters are tried, where all would be too many.

import { sample } from './flows.ts';

/** So many pairs of each kind in a lab, however many clusters share them. */
const mostPairs = 256;

/** How many pairs each ordered pair of clusters may have. */
export const fairShare = (clusters: number): number =>
  Math.max(1, Math.floor(mostPairs / Math.max(1, clusters * (clusters - 1))));

/**
 * The other clusters that the cluster at that place tries: all, or in a lab of many clusters some, beginning with the
 * next one, so that they are not the same for everybody.
 */
export const partnersOf = <Other>(place: number, others: readonly Other[]): readonly Other[] =>
  sample([...others.slice(place), ...others.slice(0, place)], Math.floor(mostPairs / (others.length + 1)));

/** All pairs, or `limit` different ones in which both lists are gone through evenly; the same ones every time. */
export const pairsOf = <A, B>(from: readonly A[], to: readonly B[], limit: number): readonly (readonly [A, B])[] => {
  const all = from.length * to.length;
  const chosen = Array.from({ length: Math.min(all, limit) }, (_, at): readonly [number, number] =>
    all <= limit
      ? [Math.floor(at / to.length), at % to.length]
      : [Math.floor((at * from.length) / limit), at % to.length],
  );
  return chosen.flatMap(([a, b]) => {
    const [first, second] = [from[a], to[b]];
    return first === undefined || second === undefined ? [] : [[first, second] as const];
  });
};
