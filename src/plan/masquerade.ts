// Gateway: egress by masquerade. Whatever a pod sends to anybody but a pod leaves with the node's own address.

import { mainLink } from './fabric.ts';
import { inFamily } from './family.ts';
import { anyOf, type Chains, enteredHere, headerOf } from './nft.ts';
import type { Seat } from './seat.ts';

export const masquerade = (seat: Seat): Chains => {
  const { cluster, node, family } = seat;
  if (inFamily(family, node.podCidrs).length === 0) return {};
  const translated = cluster.services.length > 0 ? [`meta mark ${enteredHere} masquerade`] : [];
  if (cluster.egress === 'none' && cluster.model === 'island') return noWayOut(seat, translated);
  const egress = [
    '# to anybody but a pod: out there nobody knows the way back to a pod',
    `${podsOf(seat)} ${headerOf(family)} daddr != ${anyOf(inFamily(family, cluster.podCidrs))} oifname "${mainLink}" masquerade`,
  ];
  return { postrouting: [...translated, ...(cluster.egress === 'masquerade' ? egress : [])] };
};

const podsOf = ({ node, family }: Seat): string =>
  `${headerOf(family)} saddr ${anyOf(inFamily(family, node.podCidrs))}`;

/** An island without egress still owes its pods the way to all nodes of their own cluster. */
const noWayOut = (seat: Seat, translated: readonly string[]): Chains => {
  const { cluster, family } = seat;
  const nodes = inFamily(
    family,
    cluster.nodes.flatMap(({ addresses }) => addresses),
  );
  const prohibited = family === 4 ? 'icmp admin-prohibited' : 'icmpv6 admin-prohibited';
  const toNodes = `${headerOf(family)} daddr`;
  return {
    forward: [
      '# no way out: only what answers, and what is meant for a node of the cluster',
      `${podsOf(seat)} oifname "${mainLink}" ${toNodes} != ${anyOf(nodes)} ct state != { established, related } reject with ${prohibited}`,
    ],
    postrouting: [...translated, `${podsOf(seat)} oifname "${mainLink}" ${toNodes} ${anyOf(nodes)} masquerade`],
  };
};
