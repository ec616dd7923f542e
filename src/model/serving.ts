// VIPs, and the nodes that may serve them.

import type { Flow, Target } from '../probe/flow.ts';
import { contains, familyOf } from '../spec/address.ts';
import { type Host, isOnLan, type Node, type Service, type Transport } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, serviceFlow } from './flows.ts';
import { isAnswered, type Subject } from './promises.ts';

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

/** Outsiders who may enter by it. Whoever reaches no node reaches nothing that nodes lead to. */
export const callersOf = ({ subject: { lab, cluster, promises }, address }: Entry): readonly Host[] =>
  lab.hosts.filter(
    (host) =>
      addressIn(familyOf(address), host) !== null &&
      cluster.nodes.every((node) => isAnswered(promises.outsideToNode(host, node))),
  );

/** A port of the address, and who answers there. */
export const target = ({ address, service }: Entry, port: number): Target & { readonly port: number } => ({
  label: socketText(address, port),
  address,
  port,
  machines: port === service.port ? service.endpoints : [],
});

export const socketText = (address: string, port: number): string =>
  `${familyOf(address) === 6 ? `[${address}]` : address}:${port}`;

/** The address does lead in, where the Service is. */
export const served = (entry: Entry, host: Host, transport: Transport): readonly Flow[] => {
  const { transports, endpoints, port } = entry.service;
  if (endpoints.length === 0 || !transports.includes(transport)) return [];
  return [serviceFlow(host.name, target(entry, port), transport)];
};

/** Nodes that the address may lead to. By ARP, only those on its own LAN can be. */
export const serving = ({ subject: { lab, cluster }, service, address }: Entry): readonly Node[] => {
  const candidates = cluster.nodes.filter(
    ({ pods }) =>
      service.externalTrafficPolicy === 'Cluster' || pods.some(({ name }) => service.endpoints.includes(name)),
  );
  if (service.vip === null || !isOnLan(service.vip.mode))
    return candidates.filter((node) => addressIn(familyOf(address), node) !== null);
  const lan = lab.network.lans.find(({ cidr }) => contains(cidr, address));
  return candidates.filter(({ addresses }) => addresses.some((own) => lan !== undefined && contains(lan.cidr, own)));
};

/** One of the nodes answers ARP, or NDP, for the VIP, and no other machine; one in a list, or none without a node. */
export const answersFor = ({ subject, service, address }: Entry, nodes: readonly string[]): readonly Expectation[] => {
  if (nodes.length === 0) return [];
  const [protocol, question] =
    familyOf(address) === 4 ? (['arp', 'ARP'] as const) : (['ndp', 'neighbour solicitations'] as const);
  // The router stands on every LAN of its network.
  const from = subject.lab.network.router;
  // In IPv6 it is the VIP itself that is asked whether it is still there, and not merely its link.
  const again = familyOf(address) === 6 ? { via: address } : {};
  const to = { label: `vip of ${service.name}`, address, machines: nodes, ...again };
  return [
    {
      id: 'IN-11',
      title: `${nodes.join(' or ')} answers ${question} for ${address} of ${service.name}, where it can be served`,
      flow: { from, to, protocol, family: familyOf(address) },
      tries: 1,
      expected: { outcome: ['reached'], responder: nodes },
      controls: [],
    },
  ];
};
