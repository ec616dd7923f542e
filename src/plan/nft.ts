// Rulesets as text. Every gateway says which rules it wants in which chain; what is printed is one table a family, as
// a person would write it into a file for `nft -f`.

import type { Family } from '../spec/lab.ts';

/** Rules by chain. A rule that begins with `#` is a comment for the one after it. */
export type Chains = Readonly<Record<string, readonly string[]>>;

/** The chains that the kernel calls, in the order in which a packet meets them; all others are called by rules. */
const hooks: ReadonlyMap<string, string> = new Map([
  ['guard', 'type filter hook prerouting priority raw; policy accept;'],
  ['prerouting', 'type nat hook prerouting priority dstnat; policy accept;'],
  ['input', 'type filter hook input priority filter; policy accept;'],
  ['forward', 'type filter hook forward priority filter; policy accept;'],
  // `dstnat` by number: nft knows the word for prerouting alone.
  ['output-nat', 'type nat hook output priority -100; policy accept;'],
  ['output', 'type filter hook output priority filter; policy accept;'],
  ['postrouting', 'type nat hook postrouting priority srcnat; policy accept;'],
]);

/** Mark of a connection whose answers must come back to this node; it leaves with the node's own address. */
export const enteredHere = '0x1';

/** A chain for what nobody serves. TCP is refused as a closed port would refuse it. */
export const refusal: Chains = { refuse: ['meta l4proto tcp reject with tcp reset', 'reject'] };

/** `{ a, b }`, or the one element alone where nft takes that for the same. */
export const anyOf = (elements: readonly string[]): string =>
  elements.length === 1 ? elements.join('') : `{ ${elements.join(', ')} }`;

/** `{ key : verdict }`, a line an element. */
export const verdicts = (elements: readonly (readonly [key: string, verdict: string])[]): string =>
  `{\n${elements.map(([key, verdict]) => `\t\t\t${key} : ${verdict},\n`).join('')}\t\t}`;

/** The nft keyword of a family: that of its table, and of its header in a rule. */
export const headerOf = (family: Family): 'ip' | 'ip6' => (family === 4 ? 'ip' : 'ip6');

/** One table; empty text where nobody has a rule. A rule that two gateways want in a chain is there once. */
export const tableOf = (family: Family, wanted: readonly Chains[]): string => {
  const chains = merge(wanted);
  if (chains.size === 0) return '';
  const names = [...hooks.keys(), ...chains.keys()].filter((name, at, all) => chains.has(name) && all.indexOf(name) === at);
  const text = names.map((name) => chain(name, chains.get(name) ?? []));
  return `table ${headerOf(family)} causeway {\n${text.join('\n')}}\n`;
};

const merge = (wanted: readonly Chains[]): ReadonlyMap<string, readonly string[]> => {
  const names = [...new Set(wanted.flatMap((chains) => Object.keys(chains)))];
  const merged = names.map((name) => [name, [...new Set(wanted.flatMap((chains) => chains[name] ?? []))]] as const);
  return new Map(merged.filter(([, rules]) => rules.length > 0));
};

const chain = (name: string, rules: readonly string[]): string => {
  const hook = hooks.get(name);
  const lines = [...(hook === undefined ? [] : [hook]), ...rules];
  return `\tchain ${name} {\n${lines.map((rule) => `\t\t${rule}\n`).join('')}\t}\n`;
};
