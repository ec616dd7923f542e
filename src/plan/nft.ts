// Rulesets as text. Every gateway says which rules it wants in which chain; what is printed is one table a family, as
// a person would write it into a file for `nft -f`.

import type { Family } from '../spec/lab.ts';

/** Rules by chain, or what a set holds by `set NAME`. A line that begins with `#` is a comment for the one after it. */
export type Chains = Readonly<Record<string, readonly string[]>>;

/** The chains that the kernel calls, in the order in which a packet meets them; all others are called by rules. */
const hooks: ReadonlyMap<string, string> = new Map([
  ['guard', 'type filter hook prerouting priority raw; policy accept;'],
  // After conntrack, which knows what is an answer, and before the way is chosen.
  ['answers', 'type filter hook prerouting priority mangle; policy accept;'],
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

/** What whoever may not leave is told, by the word that `reject` has for it in each family. */
export const prohibitedIn = (family: Family): string =>
  family === 4 ? 'icmp admin-prohibited' : 'icmpv6 admin-prohibited';

/** One table; empty text where nobody has a rule. A rule that two gateways want in a chain is there once. */
export const tableOf = (family: Family, wanted: readonly Chains[]): string => {
  const chains = merge(wanted);
  if (chains.length === 0) return '';
  return `table ${headerOf(family)} causeway {\n${chains.map(print).join('\n')}}\n`;
};

type Chain = { readonly name: string; readonly rules: readonly string[] };

const merge = (wanted: readonly Chains[]): readonly Chain[] => {
  const names = new Set(wanted.flatMap((chains) => Object.keys(chains)));
  const [sets, called, hooked] = [
    [...names].filter((name) => name.startsWith(setPrefix)),
    [...names].filter((name) => !hooks.has(name) && !name.startsWith(setPrefix)),
    [...hooks.keys()].filter((name) => names.has(name)),
  ];
  return [...sets, ...hooked, ...called]
    .map((name) => ({ name, rules: [...new Set(wanted.flatMap((chains) => chains[name] ?? []))] }))
    .filter(({ rules }) => rules.length > 0);
};

const setPrefix = 'set ';

const print = ({ name, rules }: Chain): string => {
  if (name.startsWith(setPrefix)) return `\t${name} {\n${rules.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
  const hook = hooks.get(name);
  const lines = [...(hook === undefined ? [] : [hook]), ...rules];
  return `\tchain ${name} {\n${lines.map((rule) => `\t\t${rule}\n`).join('')}\t}\n`;
};
