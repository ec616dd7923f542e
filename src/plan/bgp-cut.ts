// A BGP session that is broken off while everything else goes on.

import type { Lab } from '../spec/lab.ts';
import { forgotten, heardAgain } from './convergence.ts';
import type { Change, Disturbance } from './step.ts';

export const bgpCut = (lab: Lab, node: string): Disturbance => ({
  why: `nobody lets ${node} speak BGP`,
  breaks: [cut(node), ...forgotten(lab, node)],
  mends: [allow(node), ...heardAgain(lab, node)],
});

/**
 * Both ends are told by TCP that the other one has hung up, as soon as either says a word; a silent loss is what they see
 * when a node is gone.
 */
const cut = (node: string): Change => ({
  do: 'nft.load',
  netns: node,
  ruleset: `table inet bgp-cut {
\tchain input {
\t\ttype filter hook input priority filter; policy accept;
\t\ttcp sport 179 tcp flags & rst != rst reject with tcp reset
\t}
\tchain output {
\t\ttype filter hook output priority filter; policy accept;
\t\ttcp dport 179 tcp flags & rst != rst reject with tcp reset
\t}
}
`,
  why: `whatever ${node} says or hears by BGP is answered by hanging up`,
});

const allow = (node: string): Change => ({
  ...{ do: 'nft.load', netns: node, ruleset: 'delete table inet bgp-cut\n', why: `${node} may speak BGP again` },
});
