// Addresses of the larger network that nobody has.

import { overlaps } from '../spec/address.ts';
import type { Lab } from '../spec/lab.ts';
import type { Addressed } from './flows.ts';

/** The first of these that no machine, gateway or Service has, and that is in no range of a cluster's; null if none is. */
export const nobodysOf = ({ network, hosts, clusters }: Lab, candidates: readonly string[]): string | null => {
  const ranges = clusters.flatMap(({ podCidrs, serviceCidrs }) => [...podCidrs, ...serviceCidrs]);
  const machines: readonly Addressed[] = [
    ...hosts,
    ...clusters.flatMap(({ nodes, proxies }) => [...nodes, ...proxies]),
  ];
  const others = clusters.flatMap(({ egressGateway, services, ingresses }) => [
    ...(egressGateway?.addresses ?? []),
    ...[...services, ...ingresses].flatMap(({ vip }) => vip?.addresses ?? []),
  ]);
  const taken = new Set([
    ...network.lans.map(({ gateway }) => gateway),
    ...others,
    ...machines.flatMap(({ addresses }) => addresses),
  ]);
  return candidates.find((one) => !taken.has(one) && !ranges.some((cidr) => overlaps(cidr, one))) ?? null;
};
