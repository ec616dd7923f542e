// Gateway: egress by proxy. Where pods have no other way out, their nodes let them as far as a proxy out there, and no
// farther; the proxy makes the connections. One that runs on a pod is that one pod which has a way out.

import { familyOf } from '../spec/address.ts';
import { around } from '../spec/isolated.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import type { EgressProxy } from '../spec/ways-out.ts';
import type { Proxy } from '../proxy/proxy.ts';
import { mainLink } from './fabric.ts';
import { alone, inFamily } from './family.ts';
import { podNetworkOf } from './members.ts';
import { anyOf, headerOf } from './nft.ts';
import type { Seat } from './seat.ts';
import { translated } from './source-ports.ts';

const kinds = ['connect', 'socks5'] as const;

/** One for every address and port on which one of them listens. */
export const egressProxiesOf = (lab: Lab): readonly Proxy[] =>
  lab.clusters.flatMap((cluster) =>
    cluster.egressProxies.flatMap((proxy) =>
      kinds.flatMap((kind) =>
        proxy.addresses.flatMap((address): readonly Proxy[] => {
          const port = proxy[kind];
          const where = { allow: proxy.allow, deny: insideOf(lab, cluster, proxy) };
          return port === null ? [] : [{ machine: proxy.machine, listen: { address, port }, kind, ...where }];
        }),
      ),
    ),
  );

/** Where it never leads: to pods, which it may have routes to, to Services, and to itself, in a circle. */
const insideOf = (lab: Lab, cluster: Cluster, { machine, addresses }: EgressProxy): readonly string[] => {
  const own = cluster.nodes.find(({ name }) => name === machine);
  const itself = [...addresses, ...(own?.podGateways ?? [])].map(alone);
  return [...podNetworkOf(around(lab, cluster), cluster), ...cluster.serviceCidrs, ...itself, '127.0.0.0/8', '::1/128'];
};

type Ways = { readonly forward: readonly string[]; readonly postrouting: readonly string[] };

/** The rules that come before the one which lets nobody out. */
export const waysToProxies = (seat: Seat): Ways => {
  const { cluster, node, family } = seat;
  if (cluster.egress !== 'proxy') return { forward: [], postrouting: [] };
  const header = headerOf(family);
  const pods = cluster.egressProxies
    .filter(({ machine }) => node.pods.some(({ name }) => name === machine))
    .flatMap(({ addresses }) => inFamily(family, addresses));
  const outer = cluster.egressProxies.filter(({ is }) => is === 'host').flatMap((proxy) => entrancesOf(proxy, seat));
  const alive = 'ct state != invalid';
  const toProxies = `oifname "${mainLink}" ${header} daddr . tcp dport ${anyOf(outer)}`;
  const fromPods = `oifname "${mainLink}" ${header} saddr ${anyOf(pods)}`;
  const inside = inFamily(family, podNetworkOf(seat.lab, cluster));
  return {
    forward: [
      ...(outer.length === 0 ? [] : ['# as far as the proxies', `${toProxies} ${alive} accept`]),
      ...(pods.length === 0 ? [] : ['# the proxy itself', `${fromPods} ${alive} accept`]),
    ],
    postrouting: [
      ...(outer.length === 0 ? [] : translated(seat, toProxies)),
      ...(pods.length === 0 ? [] : translated(seat, `${fromPods} ${header} daddr != ${anyOf(inside)}`)),
    ],
  };
};

const entrancesOf = (proxy: EgressProxy, { family }: Seat): readonly string[] =>
  proxy.addresses
    .filter((address) => familyOf(address) === family)
    .flatMap((address) => kinds.flatMap((kind) => (proxy[kind] === null ? [] : [`${address} . ${proxy[kind]}`])));
