// Gateway: proxy. Two connections, the client's to the proxy and the proxy's own to an endpoint, or to a node that takes
// in for one. So the endpoint sees the proxy, or that node, and who the client is it can only be told. A proxy leads in
// and nowhere else: whoever is behind it still needs a way out of his own.

import type { Flow, Target } from '../probe/flow.ts';
import type { Cluster, Family, Host, Service } from '../spec/lab.ts';
import type { Entrance, ProxyGateway } from '../spec/proxy-gateway.ts';
import { neverArrives, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, ofKind, sample, serviceFlow, sharedFamilies } from './flows.ts';
import { hostnameClaims, someTries } from './hostnames.ts';
import type { Subject } from './promises.ts';

/** Somebody outside calls a proxy in one family. */
export type Door = {
  readonly cluster: Cluster;
  readonly proxy: ProxyGateway;
  readonly host: Host;
  readonly family: Family;
};

/** IN-12 to IN-14. */
export const proxyClaims = ({ cluster, lab }: Subject): readonly Expectation[] =>
  cluster.proxies.flatMap((proxy) =>
    sample(cluster.own?.hosts ?? lab.hosts, 8).flatMap((host) =>
      sharedFamilies(host, proxy).flatMap((family) =>
        proxy.entrances.flatMap((entrance) => claimsAt({ cluster, proxy, host, family }, entrance)),
      ),
    ),
  );

const claimsAt = (door: Door, entrance: Entrance): readonly Expectation[] => {
  if (entrance.layer === 4) return leadsTo(door, entrance);
  const hosts = sample(entrance.hosts, 32).flatMap(({ hostname, service }) =>
    door.cluster.services.filter(({ name }) => name === service).map((found) => ({ hostname, service: found })),
  );
  const calls = hosts.map(({ hostname, service }) => {
    const machines = service.endpoints;
    return { hostname, service, flow: httpFlow(door, { port: entrance.port, machines }, hostname) };
  });
  const plain = tcpFlow(door, { port: entrance.port, machines: hosts.flatMap(({ service }) => service.endpoints) });
  return [
    ...calls.filter(({ service }) => service.endpoints.length > 0).map((call) => seesProxy(door, call)),
    ...hostnameClaims({
      ...{ calls, plain, proxies: [door.proxy.name], alive: alive(door) },
      told: { forwardedFor: clientOf(door) },
      toldText: "and X-Forwarded-For is the client's own address",
    }),
  ];
};

type Port = { readonly port: number; readonly machines: readonly string[] };

const labelOf = ({ proxy }: Door, { port }: Pick<Entrance, 'port'>): string => `${proxy.name}:${port}`;

const tcpFlow = (door: Door, { port, machines }: Port): Flow =>
  serviceFlow(door.host.name, targetOf(door, { port, machines }), 'tcp');

const targetOf = (door: Door, { port, machines }: Port): Target & { readonly port: number } => ({
  ...{ label: labelOf(door, { port }), address: addressIn(door.family, door.proxy) ?? '', port, machines },
});

const httpFlow = (door: Door, port: Port, hostname: string): Flow => {
  const flow = tcpFlow(door, port);
  return { ...flow, to: { ...flow.to, label: `${hostname} at ${flow.to.label}` }, http: { host: hostname } };
};

const clientOf = ({ host, family }: Door): string => addressIn(family, host) ?? '';

/** The prober can send, and the proxy's machine is there. */
const alive = ({ host, proxy, family }: Door): readonly Flow[] =>
  ofKind({ protocol: 'tcp', family }, flowsBetween(host, proxy, ['tcp']));

/** Whom an endpoint sees: with policy Cluster a node may hand on, and then it is that node. */
const seenBy = ({ cluster, proxy }: Door, { externalTrafficPolicy }: Service): readonly string[] =>
  proxy.to === 'pods' || externalTrafficPolicy === 'Local'
    ? [proxy.name]
    : [...cluster.nodes.map(({ name }) => name), proxy.name];

const idOf = ({ to }: ProxyGateway): string => (to === 'pods' ? 'IN-13' : 'IN-12');

const way = ({ to }: ProxyGateway): string => (to === 'pods' ? 'directly' : 'through a node');

/** IN-12 and IN-13, at L4: the endpoint sees the proxy, and of the client what the PROXY protocol says. */
const leadsTo = (door: Door, entrance: Entrance & { readonly layer: 4 }): readonly Expectation[] =>
  door.cluster.services
    .filter(({ name }) => name === entrance.service)
    .map((service) => {
      const flow = tcpFlow(door, { port: entrance.port, machines: service.endpoints });
      if (service.endpoints.length === 0) return emptyReply(door, service, flow);
      const owners = seenBy(door, service);
      const told = entrance.proxyProtocol === null ? 'is told of no client' : 'is told the client by PROXY protocol';
      const title = `${flow.from} calls ${flow.to.label}, and an endpoint of ${service.name}, entered ${way(door.proxy)}, sees ${owners.join(' or ')} and ${told}`;
      const forwardedFor = entrance.proxyProtocol === null ? null : clientOf(door);
      const also = { responderPort: service.targetPort, forwardedFor };
      return { ...reaches({ id: idOf(door.proxy), flow, title, also }, owners), tries: someTries(flow) };
    });

/** A proxy takes a client in before it knows whether anybody is behind it; some let go of him before they have listened. */
const emptyReply = ({ proxy, ...door }: Door, { name }: Service, flow: Flow): Expectation => {
  const title = `${flow.from} is taken in at ${flow.to.label}, and gets nothing, for nobody serves ${name}`;
  const also = { outcome: ['empty-reply', 'reset'] as const };
  return neverArrives({ id: idOf(proxy), flow, title, also }, alive({ proxy, ...door }));
};

type Call = { readonly hostname: string; readonly service: Service; readonly flow: Flow };

/** The same at L7; what it is told of the client is IN-14's. */
const seesProxy = (door: Door, { service, flow }: Call): Expectation => {
  const owners = seenBy(door, service);
  const title = `${flow.from} asks for ${flow.to.label}, and an endpoint of ${service.name}, entered ${way(door.proxy)}, sees ${owners.join(' or ')}`;
  const also = { responderPort: service.targetPort };
  return { ...reaches({ id: idOf(door.proxy), flow, title, also }, owners), tries: someTries(flow) };
};
