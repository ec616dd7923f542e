// How the larger network finds the pods of a cluster, in a sentence.

import { familyOf } from '../spec/address.ts';
import type { Cluster } from '../spec/lab.ts';

export const waysTo = ({ model, custom, routing, ipam, podCidrs, masqueradeExceptions }: Cluster): string => {
  if (custom !== null && custom.open.length > 0)
    return `core has a route to ${custom.open.join(', ')}, and to no other pod`;
  const back = masqueradeExceptions.filter(({ routedBack }) => routedBack).map(({ cidr }) => cidr);
  if (model === 'isolated') return 'no cable leads from here to any other network';
  if (model !== 'flat')
    return `the larger network has no route to the pods${back.length === 0 ? '' : `, except from ${back.join(' and ')}`}`;
  const each = ipam === 'pool' ? 'pod' : "node's pods";
  return {
    static: `core has a route to each ${each}`,
    bgp: `core is told by BGP of a route to each ${each}`,
    'proxy-arp': `core has one route to all pods, onto the LAN, where each node answers ${questions(podCidrs)} for its own`,
  }[routing];
};

const questions = (cidrs: readonly string[]): string =>
  [
    ...(cidrs.some((cidr) => familyOf(cidr) === 4) ? ['ARP'] : []),
    ...(cidrs.some((cidr) => familyOf(cidr) === 6) ? ['neighbour solicitations'] : []),
  ].join(' and ');
