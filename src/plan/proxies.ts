// What runs on the proxies of a lab.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Family, Lab, Service } from '../spec/lab.ts';
import type { Entrance, ProxyGateway } from '../spec/proxy-gateway.ts';
import type { At, Endpoint, HttpProxy, TcpProxy } from '../proxy/proxy.ts';
import { modelIn } from '../spec/manner.ts';
import { endpointsOn } from './endpoints.ts';
import { inFamily } from './family.ts';
import { ingressProxies } from './ingress.ts';

/** L4 or L7. */
export type Leading = At & (TcpProxy | HttpProxy);

/** One for every address and port on which an embedded proxy listens, those of ingresses too. */
export const proxiesOf = ({ clusters }: Lab): readonly Leading[] =>
  clusters.flatMap((cluster) => [
    ...ingressProxies(cluster),
    ...cluster.proxies.filter(({ program }) => program === 'embedded').flatMap((gateway) => doingsOf(cluster, gateway)),
  ]);

/** All that one machine does, whatever program does it. */
export const doingsOf = (cluster: Cluster, gateway: ProxyGateway): readonly Leading[] =>
  gateway.entrances.flatMap((entrance) =>
    gateway.addresses.map((address) => ({
      ...{ machine: gateway.name, listen: { address, port: entrance.port } },
      ...leading({ cluster, gateway, family: familyOf(address) }, entrance),
    })),
  );

/** Where a proxy is entered, in one family. */
type Side = { readonly cluster: Cluster; readonly gateway: ProxyGateway; readonly family: Family };

const leading = (side: Side, entrance: Entrance): TcpProxy | HttpProxy =>
  entrance.layer === 4
    ? { kind: 'tcp', to: targets(side, entrance.service), proxyProtocol: entrance.proxyProtocol }
    : {
        kind: 'http',
        routes: entrance.hosts.map(({ hostname, service }) => ({ hostname, to: targets(side, service) })),
        forwardedFor: 'replace',
      };

/** The endpoints themselves, or the nodes that take in for them. */
const targets = ({ cluster, gateway, family }: Side, name: string): readonly Endpoint[] => {
  const inside = familyInside(cluster, gateway, family);
  const service = cluster.services.find((one) => one.name === name);
  if (service === undefined || inside === undefined) return [];
  if (gateway.to === 'pods')
    return endpointsOn(cluster.nodes, service, inside).map((address) => ({ address, port: service.targetPort }));
  return entered(cluster, service, inside);
};

const entered = ({ nodes }: Cluster, service: Service, family: Family): readonly Endpoint[] =>
  nodes
    .filter((node) => service.externalTrafficPolicy === 'Cluster' || endpointsOn([node], service, family).length > 0)
    .flatMap(({ addresses }) => inFamily(family, addresses).slice(0, 1))
    .flatMap((address) => (service.nodePort === null ? [] : [{ address, port: service.nodePort }]));

/** A proxy makes connections of its own, and so may make them in another family than the client's. */
const familyInside = (cluster: Cluster, { addresses, legs }: ProxyGateway, family: Family): Family | undefined => {
  const waysIn = (one: Family): readonly string[] =>
    inFamily(one, legs.length > 0 && modelIn(cluster, one) !== 'flat' ? legs : addresses);
  const possible = cluster.podCidrs.map(familyOf).filter((one) => waysIn(one).length > 0);
  return possible.find((one) => one === family) ?? possible[0];
};
