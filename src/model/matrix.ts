// Which claims a matrix of promises makes: those whose answer it gives, and none of what it has no words for. As a row may
// speak of one protocol or family alone, the matrix is asked anew for each of them.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import type { Kind } from './flows.ts';

/** Leaks, spoofing, ways out by gateways of their own, and how nodes translate. */
const beyond: ReadonlySet<string> = new Set([
  ...['exceptions', 'egress', 'leaks', 'spoofs'],
  ...['tracking', 'nat', 'icmp', 'narrow'],
]);

/** May that cluster have claims of the family of that name? */
export const isWithin = ({ custom }: Cluster, family: string): boolean => custom === null || !beyond.has(family);

const protocols = ['tcp', 'udp', 'icmp'] as const;
const families = [4, 6] as const;

/** Kinds of flows that promises must be asked for one by one: one stands for all where no row tells them apart. */
export const kindsOf = ({ clusters }: Lab): readonly Kind[] => {
  const rows = clusters.flatMap(({ custom }) => custom?.promises ?? []);
  const someProtocol = rows.some(({ protocol }) => protocol !== null);
  const someFamily = rows.some(({ family }) => family !== null);
  return (someProtocol ? protocols : protocols.slice(0, 1)).flatMap((protocol) =>
    (someFamily ? families : families.slice(0, 1)).map((family) => ({ protocol, family })),
  );
};

/** What is neither TCP, UDP nor ICMP is counted once, with the first protocol. */
export const isOfKind = (flow: Pick<Flow, 'protocol' | 'family'>, kind: Kind, kinds: readonly Kind[]): boolean => {
  const has = (word: 'protocol' | 'family'): boolean => new Set(kinds.map((one) => one[word])).size > 1;
  const protocol = protocols.find((one) => one === flow.protocol) ?? protocols[0];
  return (!has('protocol') || protocol === kind.protocol) && (!has('family') || flow.family === kind.family);
};
