// Custom: a network that is none of the other models, and promises what its own matrix says. Of the rows that speak of a
// flow the most precise is heard; of what no row speaks nothing is claimed, and that goes for leaks as well.

import type { Node, Pod } from '../spec/lab.ts';
import type { Custom, PromisedSource, PromiseEnd, PromiseRow } from '../spec/matrix.ts';
import type { Kind } from './flows.ts';
import type { Promises, Reach } from './promises.ts';

/** `kind`: what is asked for, as rows may speak of one protocol or family alone. */
export const custom = ({ promises }: Custom, kind: Kind): Promises => {
  const rows = promises.filter(
    ({ protocol, family }) => (protocol ?? kind.protocol) === kind.protocol && (family ?? kind.family) === kind.family,
  );
  return {
    sentence: 'a network of its own kind: it promises what its matrix says, and nothing else',
    outsideToPod: (host, pod) =>
      answer(rows, { from: outside(host.name), to: inside('pods', pod), client: host.name, node: pod.node }),
    outsideToNode: (host, node) =>
      answer(rows, { from: outside(host.name), to: inside('nodes', node), client: host.name, node: node.name }),
    podToOutside: (pod, node, to) =>
      answer(rows, { from: inside('pods', pod), to: outside(to), client: pod.name, node: node.name }),
    nodeToOutside: (node, to) =>
      answer(rows, { from: inside('nodes', node), to: outside(to), client: node.name, node: node.name }),
    podToOtherNode: (pod, node) =>
      answer(rows, { from: inside('pods', pod), to: inside('other-nodes', node), client: pod.name, node: pod.node }),
    podRangesAreRouted: true,
  };
};

/** A machine as rows may speak of it: by what it is, or by itself. */
type Speaker = { readonly is: PromiseEnd; readonly names: readonly string[] };

const inside = (is: PromiseEnd, { name }: Pod | Node): Speaker => ({ is, names: [name] });

/** Known by its name, or by the address that is called. */
const outside = (nameOrAddress: string): Speaker => ({ is: 'outside', names: [nameOrAddress] });

type Call = {
  readonly from: Speaker;
  readonly to: Speaker;
  /** Who calls, and the node of the pod that calls or is called. */
  readonly client: string;
  readonly node: string;
};

const answer = (rows: readonly PromiseRow[], call: Call): Reach => {
  const [row] = rows
    .filter(({ from, to }) => speaksOf(from, call.from) && speaksOf(to, call.to))
    .toSorted((a, b) => precision(b) - precision(a));
  if (row === undefined) return 'unsaid';
  if (row.sees.length === 0) return 'never';
  const translations = new Set(row.sees.map((source) => (ownerOf(source, call) === call.client ? 0 : 1)));
  const [count = 0] = translations;
  return {
    owners: row.sees.map((source) => ownerOf(source, call)),
    translations: translations.size === 1 ? count : null,
  };
};

const speaksOf = (end: PromiseEnd, { is, names }: Speaker): boolean =>
  typeof end === 'string' ? end === is : [end.name, ...end.addresses].some((name) => names.includes(name));

const precision = ({ from, to, protocol, family }: PromiseRow): number =>
  [from, to].filter((end) => typeof end !== 'string').length * 10 +
  [protocol, family].filter((word) => word !== null).length;

const ownerOf = (source: PromisedSource, { client, node }: Call): string => {
  if (source === 'client') return client;
  return source === 'node' ? node : source.gateway;
};
