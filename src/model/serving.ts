// VIPs, and the nodes that may serve them.

import { contains, familyOf } from '../spec/address.ts';
import type { Node, Service } from '../spec/lab.ts';
import { addressIn } from './flows.ts';
import type { Subject } from './promises.ts';

/** One address of one Service, and who calls it from outside. */
export type Entry = {
  readonly subject: Subject;
  readonly service: Service;
  readonly address: string;
};

/** Every VIP of the cluster. */
export const entriesOf = (subject: Subject): readonly Entry[] =>
  subject.cluster.services.flatMap((service) =>
    (service.vip?.addresses ?? []).map((address) => ({ subject, service, address })),
  );

/** Nodes that the address may lead to. By ARP, only those on its own LAN can be. */
export const serving = ({ subject: { lab, cluster }, service, address }: Entry): readonly Node[] => {
  const candidates = cluster.nodes.filter(
    ({ pods }) =>
      service.externalTrafficPolicy === 'Cluster' || pods.some(({ name }) => service.endpoints.includes(name)),
  );
  if (service.vip?.mode !== 'arp') return candidates.filter((node) => addressIn(familyOf(address), node) !== null);
  const lan = lab.network.lans.find(({ cidr }) => contains(cidr, address));
  return candidates.filter(({ addresses }) => addresses.some((own) => lan !== undefined && contains(lan.cidr, own)));
};
