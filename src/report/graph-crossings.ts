// How packets get over the edge of a cluster, an arrow each.

import { customCrossings } from './custom.ts';
import type { Face } from './faces.ts';
import type { Cluster, EgressGateway, Ingress, Service, Vip } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';

export type Crossing = { readonly way: 'in' | 'out' | 'both'; readonly label: string };

/** More of a kind than this are folded into one. */
const mostLabels = 5;

/** Those of both families once; where a cluster has two faces, the others each with its family. */
export const crossingsAt = (faces: readonly Face[]): readonly Crossing[] => {
  const all = faces.map(({ name, cluster }) => ({ name, own: crossingsOf(cluster) }));
  const everywhere = (label: string): boolean => all.every(({ own }) => own.some((one) => one.label === label));
  return all.flatMap(({ name, own }, at) =>
    own
      .filter(({ label }) => at === 0 || !everywhere(label))
      .map(({ way, label }) => ({ way, label: name === null || everywhere(label) ? label : `${label} (${name})` })),
  );
};

const crossingsOf = (cluster: Cluster): readonly Crossing[] => [
  ...(cluster.custom === null ? byModel(cluster) : customCrossings(cluster.custom, podNames(cluster))),
  ...nodePorts(cluster.services.filter(({ nodePort }) => nodePort !== null)).map(
    (label) => ({ way: 'in', label }) as const,
  ),
  ...vipLabels(cluster.services).map((label) => ({ way: 'in', label }) as const),
  ...cluster.ingresses.map((ingress) => ({ ...({ way: 'in', label: ingressLabel(ingress) } as const) })),
  ...cluster.proxies.map((proxy) => ({ ...({ way: 'in', label: proxyLabel(proxy) } as const) })),
];

const proxyLabel = ({ name, entrances }: ProxyGateway): string => {
  const ports = entrances.map((one) =>
    one.layer === 4
      ? `port ${one.port} → ${one.service}`
      : `port ${one.port} by hostname → ${one.hosts.length} Services`,
  );
  return `by the proxy ${name}, ${ports.length > mostLabels ? `${ports.length} ports` : ports.join(', ')} in`;
};

const ingressLabel = ({ name, nodePort, vip, hosts, port }: Ingress): string => {
  const ways = [
    ...(nodePort === null ? [] : [`NodePort ${nodePort}`]),
    ...(vip === null ? [] : [`VIP ${vip.addresses.join(' and ')}, port ${port}`]),
  ];
  return `${ways.join(' or ')} → ingress ${name}, by hostname → ${hosts.length} Services in`;
};

const podNames = ({ nodes }: Cluster): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ pods }) => pods.map(({ name }) => name)));

const byModel = ({
  model,
  egress,
  egressProxies,
  masqueradeExceptions,
  egressGateway,
}: Cluster): readonly Crossing[] => [
  ...(model === 'flat' ? [egressGateway === null ? asItself.both : asItself.in] : []),
  ...(egress === 'masquerade' ? [{ way: 'out', label: 'masquerade out' } as const] : []),
  ...egressProxies.map(({ machine, allow }) => ({
    ...({ way: 'out', label: `by the proxy ${machine} to ${allow.join(' and ')}` } as const),
  })),
  ...masqueradeExceptions.map(({ cidr, routedBack }) => ({
    ...({ way: 'out', label: `to ${cidr} as itself${routedBack ? '' : ', and no answer'}` } as const),
  })),
  ...(egressGateway === null ? [] : [{ way: 'out', label: exitLabel(egressGateway) } as const]),
  ...(egressGateway === null || model !== 'flat' || egress === 'masquerade' ? [] : [asItself.out]),
];

/** In a flat network; where some leave by an egress gateway, both directions are no longer the same. */
const asItself = {
  both: { way: 'both', label: 'every pod, as itself' },
  in: { way: 'in', label: 'every pod in, as itself' },
  out: { way: 'out', label: 'all other pods out, as themselves' },
} as const satisfies Record<Crossing['way'], Crossing>;

const exitLabel = ({ node, addresses, pods }: EgressGateway): string =>
  `${pods.length > 3 ? `${pods.length} pods` : pods.join(', ')} out by ${node}, as ${addresses.join(' and ')}`;

const vipLabels = (services: readonly Service[]): readonly string[] => {
  const labels = services.flatMap((service) => {
    const { name, vip, port } = service;
    if (vip === null) return [];
    return [`VIP ${vip.addresses.join(' and ')}${announcedBy(vip)}, port ${port} → ${name} in${policyOf(service)}`];
  });
  return labels.length <= mostLabels
    ? labels
    : [...labels.slice(0, mostLabels - 1), `${labels.length - mostLabels + 1} more VIPs in`];
};

const policyOf = ({ externalTrafficPolicy }: Service): string =>
  externalTrafficPolicy === 'Local' ? ' (policy Local)' : '';

const announcedBy = ({ mode, addresses }: Vip): string =>
  ({ routed: '', arp: ` by ${question(addresses)}`, vrrp: ' by VRRP', bgp: ' by BGP' })[mode];

const question = (addresses: readonly string[]): string =>
  addresses.every((address) => address.includes(':')) ? 'NDP' : 'ARP';

const nodePorts = (services: readonly Service[]): readonly string[] => {
  if (services.length <= mostLabels)
    return services.map((service) => `NodePort ${service.nodePort} → ${service.name} in${policyOf(service)}`);
  const ports = services.map(({ nodePort }) => nodePort ?? 0);
  return [`NodePorts ${Math.min(...ports)} to ${Math.max(...ports)} → ${services.length} Services in`];
};
