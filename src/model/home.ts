// Who has an address in the network that a caller stands on: the same address may be somebody else's in another one.

import { contains } from '../spec/address.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import { atHome } from './crossing.ts';
import type { Addressed } from './flows.ts';
import type { Side } from './promises.ts';

/** `pod` runs on `node` of the cluster, which may call by itself; an outsider is of no cluster. */
export type Caller = { readonly machine: Addressed; readonly network: Lab } & (
  | { readonly is: 'outsider' }
  | ({ readonly is: 'node' | 'pod'; readonly node: Addressed } & Side)
);

/** Whoever answers; nobody, which the network says; or something that no claim is made of. */
export type Home = Addressed | 'nobody' | 'unclaimed';

export const homeOf = (caller: Caller, address: string): Home => {
  if (caller.is !== 'outsider') {
    const pods = atHome({ lab: caller.network, from: caller }, address);
    // A node whose own routes say that nobody has the address sends nothing, and that proves nothing.
    if (pods !== null) return pods.twin ?? (caller.is === 'pod' ? 'nobody' : 'unclaimed');
  }
  const { network, hosts, clusters } = caller.network;
  const nodes = clusters.flatMap((cluster) => cluster.nodes);
  const flat = clusters.filter(({ model }) => model === 'flat').flatMap((cluster) => cluster.nodes);
  const proxies = clusters.flatMap((cluster) => cluster.proxies);
  const owner = [...hosts, ...nodes, ...proxies, ...flat.flatMap(({ pods }) => pods)].find(({ addresses }) =>
    addresses.includes(address),
  );
  // Whether these two may talk is for their matrix to say.
  if (owner !== undefined && clusters.some((one) => one.custom !== null && [caller.machine, owner].some(isOf(one))))
    return 'unclaimed';
  if (owner !== undefined) return mayCall(caller, owner) ? owner : 'unclaimed';
  const special = [
    ...network.lans.map(({ gateway }) => gateway),
    ...flat.flatMap(({ podGateways }) => podGateways),
    ...clusters.flatMap(({ egressGateway }) => egressGateway?.addresses ?? []),
    ...clusters.flatMap(({ services }) => services.flatMap(({ vip }) => vip?.addresses ?? [])),
    ...clusters.flatMap(({ ingresses }) => ingresses.flatMap(({ vip }) => vip?.addresses ?? [])),
  ];
  // On its own LAN a machine asks by ARP, and without an answer sends nothing.
  const neighbour = caller.is !== 'pod' && lansOf(caller.network, caller.machine).some((lan) => contains(lan, address));
  return special.includes(address) || neighbour ? 'unclaimed' : 'nobody';
};

const isOf =
  ({ nodes }: Cluster) =>
  ({ name }: Addressed): boolean =>
    nodes.some((node) => [node, ...node.pods].some((machine) => machine.name === name));

/** Without a way out a pod still reaches its own node. */
const mayCall = (caller: Caller, owner: Addressed): boolean =>
  caller.is !== 'pod' ||
  caller.cluster.egress === 'masquerade' ||
  caller.cluster.model === 'flat' ||
  owner === caller.node;

const lansOf = ({ network }: Lab, { addresses }: Addressed): readonly string[] =>
  network.lans.map(({ cidr }) => cidr).filter((cidr) => addresses.some((address) => contains(cidr, address)));

/** The network's router, by the addresses that it has on the machine's LANs. */
export const routerAt = ({ network }: Lab, { addresses }: Addressed): Addressed => ({
  name: network.router,
  addresses: network.lans
    .filter(({ cidr }) => addresses.some((address) => contains(cidr, address)))
    .map(({ gateway }) => gateway),
});
