// Gateway: egress by masquerade. Whatever a pod sends to anybody but a pod leaves with the node's own address.

import { archipelagoOf, podNetworkOf } from './members.ts';
import { mainLink } from './fabric.ts';
import { waysToProxies } from './egress-proxy.ts';
import { inFamily } from './family.ts';
import { anyOf, type Chains, enteredHere, headerOf, prohibitedIn } from './nft.ts';
import { sourcesAt } from './pods.ts';
import type { Seat } from './seat.ts';
import { translated } from './source-ports.ts';

export const masquerade = (seat: Seat): Chains => {
  const { cluster, node, family } = seat;
  if (inFamily(family, cluster.podCidrs).length === 0) return {};
  const entered = cluster.services.length > 0 ? [`meta mark ${enteredHere} masquerade`] : [];
  if (sourcesAt(node, family).length === 0) return { postrouting: entered };
  if (cluster.egress !== 'masquerade' && cluster.model !== 'flat') return noWayOut(seat, entered);
  const inside = anyOf(inFamily(family, podNetworkOf(seat.lab, cluster)));
  const egress = [
    '# to anybody but a pod: out there nobody knows the way back to a pod',
    ...translated(seat, `${podsOf(seat)} ${headerOf(family)} daddr != ${inside} oifname "${mainLink}"`),
  ];
  return {
    postrouting: [...entered, ...(cluster.egress === 'masquerade' ? [...exceptions(seat), ...egress] : [])],
  };
};

const exceptions = (seat: Seat): readonly string[] => {
  const ranges = inFamily(
    seat.family,
    seat.cluster.masqueradeExceptions.map(({ cidr }) => cidr),
  );
  if (ranges.length === 0) return [];
  return [
    '# where pods are known with their own addresses',
    `${podsOf(seat)} ${headerOf(seat.family)} daddr ${anyOf(ranges)} oifname "${mainLink}" accept`,
  ];
};

const podsOf = ({ node, family }: Seat): string => `${headerOf(family)} saddr ${anyOf(sourcesAt(node, family))}`;

/** An island without egress still owes its pods the way to all nodes of their own cluster, or archipelago. */
const noWayOut = (seat: Seat, entered: readonly string[]): Chains => {
  const { lab, cluster, family } = seat;
  const nodes = inFamily(
    family,
    archipelagoOf(lab, cluster).nodes.flatMap(({ addresses }) => addresses),
  );
  const toNodes = `${headerOf(family)} daddr`;
  const proxies = waysToProxies(seat);
  return {
    forward: [
      ...proxies.forward,
      '# no way out: only what answers, and what is meant for a node of the cluster',
      `${podsOf(seat)} oifname "${mainLink}" ${toNodes} != ${anyOf(nodes)} ct state != { established, related } reject with ${prohibitedIn(family)}`,
    ],
    postrouting: [
      ...entered,
      ...proxies.postrouting,
      ...translated(seat, `${podsOf(seat)} oifname "${mainLink}" ${toNodes} ${anyOf(nodes)}`),
    ],
  };
};
