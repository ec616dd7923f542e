// How outsiders get to the Services of a cluster, in sentences.

import type { Cluster, Service, Vip } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';
import { few } from './few.ts';

type Ways = Pick<Cluster, 'services' | 'ingresses' | 'proxies'>;

/** A sentence a kind of way in, or one that says that there is none. */
export const waysIn = ({ services, ingresses, proxies }: Ways): readonly string[] => {
  const all = [...services, ...ingresses];
  const ways = [...nodePorts(all), ...vips(all), ...fronts(proxies)];
  if (ways.length === 0)
    return ['No gateway leads in: no Service has a NodePort or a VIP, and no proxy stands before it.'];
  const hostnames = ingresses.map(
    ({ name, hosts }) => `Behind ${name}, HTTP proxies tell ${few(hosts.map(({ hostname }) => hostname))} apart.`,
  );
  return [...ways, ...hostnames];
};

const nodePorts = (services: readonly Service[]): readonly string[] => {
  const open = services.flatMap(({ name, nodePort }) => (nodePort === null ? [] : [`${name} on ${nodePort}`]));
  return open.length === 0 ? [] : [`A way in is a NodePort on a node: ${few(open)}.`];
};

const found = {
  routed: 'the router has a route to it, by a node that may serve it',
  arp: 'a node that may serve it answers for it on the LAN',
  vrrp: 'nodes that may serve it elect by VRRP the one that has it',
  bgp: 'every node that may serve it announces it to the router by BGP',
} as const satisfies Record<Vip['mode'], string>;

const vips = (services: readonly Service[]): readonly string[] => {
  const all = services.flatMap(({ name, vip }) => (vip === null ? [] : [{ name, ...vip }]));
  return [...Map.groupBy(all, ({ mode }) => mode)].map(([mode, same]) => {
    const named = same.map(({ name, addresses }) => `${name} at ${addresses.join(' or ')}`);
    return `A way in is a VIP: ${few(named)}; ${found[mode]}.`;
  });
};

const fronts = (proxies: readonly ProxyGateway[]): readonly string[] => {
  const named = proxies.map(
    ({ name, addresses, to }) => `${name} at ${addresses.join(' or ')}, which goes on to ${ends[to]}`,
  );
  return named.length === 0 ? [] : [`A way in is a proxy: ${named.join('; ')}.`];
};

const ends = { nodePort: 'NodePorts', pods: 'the pods themselves' } as const satisfies Record<
  ProxyGateway['to'],
  string
>;
