// Custom: what tells the wiring of such a network from that of the model that it is like.

import { familyOf } from '../spec/address.ts';
import type { Cluster } from '../spec/lab.ts';
import { core, mainLink } from './fabric.ts';
import { alone, inFamily, sameFamily } from './family.ts';
import { anyOf, type Chains, headerOf, prohibitedIn } from './nft.ts';
import { sourcesAt } from './pods.ts';
import type { Seat } from './seat.ts';
import type { Step } from './step.ts';

/** The core has a route to each open pod of an island. */
export const openSteps = ({ nodes, custom }: Cluster): readonly Step[] =>
  nodes.flatMap((node) =>
    node.pods
      .filter(({ name }) => custom?.open.includes(name) === true)
      .flatMap(({ name, addresses }) =>
        addresses.flatMap((address) =>
          sameFamily(address, node.addresses).map((via): Step => ({
            ...{ do: 'route.add', netns: core, to: alone(address), family: familyOf(address), via },
            why: `${name} is open: the larger network finds it behind ${node.name}, and no other pod`,
          })),
        ),
      ),
  );

/** Before profile strict, which would take a way that is meant for one that is not. */
export const openPods = ({ cluster: { custom }, node, family, lab }: Seat): Chains => {
  const open = node.pods
    .filter(({ name }) => custom?.open.includes(name) === true)
    .flatMap(({ addresses }) => inFamily(family, addresses));
  if (open.length === 0 || lab.profile !== 'strict') return {};
  return {
    forward: ['# open to the larger network', `iifname "${mainLink}" ${headerOf(family)} daddr ${anyOf(open)} accept`],
  };
};

/** Pods of a closed flat network answer, and begin nothing, but with pods and nodes of their own cluster. */
export const closedPods = ({ cluster, node, family }: Seat): Chains => {
  const own = sourcesAt(node, family);
  if (cluster.custom?.closed !== true || own.length === 0) return {};
  const header = headerOf(family);
  const home = inFamily(family, [...cluster.podCidrs, ...cluster.nodes.flatMap(({ addresses }) => addresses)]);
  return {
    forward: [
      '# closed: only what answers, and what is meant for the cluster itself',
      `${header} saddr ${anyOf(own)} oifname "${mainLink}" ${header} daddr != ${anyOf(home)} ct state != { established, related } reject with ${prohibitedIn(family)}`,
    ],
  };
};
