// The matrix of a custom cluster in words.

import type { Crossing } from './graph-crossings.ts';
import type { Custom, PromisedSource, PromiseEnd, PromiseRow } from '../spec/matrix.ts';

/** `pods to outside: seen as the pod's node.`; what no row speaks of is left open. */
export const customSentences = ({ promises }: Custom): readonly string[] => [
  ...promises.map(
    (row) =>
      `${nameOf(row.from)} to ${nameOf(row.to)}${kindOf(row)}: ${row.sees.length === 0 ? 'never' : seenAs(row)}.`,
  ),
  'Of two that speak of the same the more precise holds; nothing else is promised, beyond what Kubernetes demands.',
];

const nameOf = (end: PromiseEnd): string => (typeof end === 'string' ? end.replace('-', ' ') : end.name);

const kindOf = ({ protocol, family }: PromiseRow): string =>
  `${protocol === null ? '' : ` over ${protocol.toUpperCase()}`}${family === null ? '' : ` on IPv${family}`}`;

const seenAs = ({ sees }: PromiseRow): string => `seen as ${sees.map(sourceOf).join(' or ')}`;

const sourceOf = (source: PromisedSource): string => {
  if (typeof source !== 'string') return source.gateway;
  return source === 'client' ? 'the caller itself' : "the pod's node";
};

/** The promised ways of pods over the edge. */
export const customCrossings = ({ promises }: Custom, pods: ReadonlySet<string>): readonly Crossing[] => {
  const isPod = (end: PromiseEnd): boolean => end === 'pods' || (typeof end !== 'string' && pods.has(end.name));
  return promises
    .filter(({ sees }) => sees.length > 0)
    .flatMap((row): Crossing[] => {
      if (isPod(row.from) && row.to !== 'other-nodes')
        return [{ way: 'out', label: `${nameOf(row.from)} out${kindOf(row)}, ${seenAs(row)}` }];
      return isPod(row.to) ? [{ way: 'in', label: `to ${nameOf(row.to)}${kindOf(row)}, ${seenAs(row)}` }] : [];
    });
};
