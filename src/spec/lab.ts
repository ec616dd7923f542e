// A lab as the rest of the program sees it: everything resolved, every address written out, nothing optional that
// the file may leave out. `parse.ts` makes one from a lab file; nobody else does.

import type { Insider } from './insider.ts';
import type { Custom } from './matrix.ts';
import type { HostRoute, ProxyGateway } from './proxy-gateway.ts';
import type { EgressProxy, MasqueradeException } from './ways-out.ts';

/** IP version. */
export type Family = 4 | 6;

/** What a service is reached by. */
export type Transport = 'tcp' | 'udp';

/** `textbook` leaks what default Linux leaks; `strict` closes it. */
export type Profile = 'textbook' | 'strict';

export type Model = 'flat' | 'isolated' | 'island' | 'archipelago';

/** What a cluster is to the larger network, which may be one thing in IPv4 and another in IPv6. */
export type Manner = { readonly model: Model; readonly egress: 'masquerade' | 'proxy' | 'none' };

/** How packets get from node to node: `routed` as they are, `vxlan` inside UDP between the nodes' own addresses. */
export type Dataplane = 'routed' | 'vxlan';

/**
 * How a flat network finds pods: its router has a route to every node's range, nodes answer ARP for their pods, or every
 * node announces its range to the router by BGP.
 */
export type Routing = 'static' | 'proxy-arp' | 'bgp';

/** What speaks BGP. */
export type BgpDaemon = 'bird' | 'frr';

/** `node-range`: every node has a range of addresses for its pods. `pool`: any pod has any address of the cluster's. */
export type Ipam = 'node-range' | 'pool';

export type Lab = {
  readonly name: string;
  readonly profile: Profile;
  /** The larger network: one CIDR a family, and the LANs that the core router joins. */
  readonly network: Network;
  /** Machines on the larger network that belong to no cluster. */
  readonly hosts: readonly Host[];
  readonly clusters: readonly Cluster[];
};

export type Network = {
  /** Name of the machine that is its router. */
  readonly router: string;
  readonly cidrs: readonly string[];
  readonly lans: readonly Lan[];
};

/** One broadcast domain of the larger network. The core router owns `gateway` on it. */
export type Lan = {
  /** Name of the core's bridge for it: `lan1`, `lan2`… in order of first appearance. */
  readonly name: string;
  readonly family: Family;
  readonly cidr: string;
  readonly gateway: string;
  /** The largest packet that it carries. */
  readonly mtu: number;
};

/** Addresses carry no prefix length, at most one a family, IPv4 first. */
export type Host = { readonly name: string; readonly addresses: readonly string[] };

export type Cluster = {
  readonly name: string;
  /**
   * In both families where `ipv6` does not say otherwise; of a lab in one family (`projection.ts`), in that family. Of a
   * custom cluster that by which it is wired: what it promises is in `custom` alone.
   */
  readonly model: Model;
  readonly ipv6: Manner | null;
  /** For model custom; null for every other. */
  readonly custom: Custom | null;
  /** The archipelago it belongs to, for model archipelago; null for every other. */
  readonly archipelago: string | null;
  /** For model isolated, a larger network of its own: no cable joins it to the lab's. Null for every other. */
  readonly own: Pick<Lab, 'network' | 'hosts'> | null;
  readonly dataplane: Dataplane;
  /** Which of the nodes' addresses carry the packets of dataplane vxlan, whatever family is inside. */
  readonly underlay: Family;
  /** Means something for flat clusters only; `static` for all others. */
  readonly routing: Routing;
  /** Runs on the nodes only where they have something to announce: `speaksBgp`. */
  readonly bgpDaemon: BgpDaemon;
  readonly ipam: Ipam;
  /** One or more, of one family or both. */
  readonly podCidrs: readonly string[];
  readonly serviceCidrs: readonly string[];
  readonly egress: Manner['egress'];
  /** Where pods are known with their own addresses although they are masqueraded elsewhere; no two overlap. */
  readonly masqueradeExceptions: readonly MasqueradeException[];
  readonly egressProxies: readonly EgressProxy[];
  /** Source ports that masqueraded TCP and UDP gets; null leaves the choice to the profile. */
  readonly masqueradePorts: Ports | null;
  readonly egressGateway: EgressGateway | null;
  readonly nodes: readonly Node[];
  readonly services: readonly Service[];
  /** Services whose endpoints are HTTP proxies; `services` has all the others. */
  readonly ingresses: readonly Ingress[];
  readonly proxies: readonly ProxyGateway[];
  /** Machines of its archipelago's network that are no pods; told of the first of its clusters alone. */
  readonly insiders: readonly Insider[];
};

/** Both ends belong to it. */
export type Ports = { readonly first: number; readonly last: number };

/** A node of the cluster by which some of its pods leave, wherever they run. */
export type EgressGateway = {
  readonly node: string;
  /** What outsiders see of these pods, at most one a family: an address that nobody else has, or the node's own. */
  readonly addresses: readonly string[];
  /** Names of pods of the cluster. */
  readonly pods: readonly string[];
};

export type Node = {
  readonly name: string;
  readonly cluster: string;
  readonly addresses: readonly string[];
  /** At most one a family; none where the cluster has one pool for all pods. */
  readonly podCidrs: readonly string[];
  /**
   * What the node's pods send to first, owned by the node: the last usable address of each of `podCidrs`, or one of the
   * pool a family.
   */
  readonly podGateways: readonly string[];
  readonly pods: readonly Pod[];
};

export type Pod = {
  readonly name: string;
  readonly cluster: string;
  readonly node: string;
  readonly addresses: readonly string[];
};

export type Service = {
  readonly name: string;
  readonly cluster: string;
  readonly port: number;
  readonly targetPort: number;
  readonly transports: readonly Transport[];
  /** Pod names; empty means a Service that nobody serves. */
  readonly endpoints: readonly string[];
  /** The Service's VIPs inside the cluster, one a family. */
  readonly clusterAddresses: readonly string[];
  readonly nodePort: number | null;
  readonly vip: Vip | null;
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  /** A client goes where it went before, until it has not called for so long. Null: every connection goes anywhere. */
  readonly affinitySeconds: number | null;
};

/**
 * Addresses of the larger network, at most one a family, that stand for a Service. `routed`: the core has a route for
 * each to a node that may serve it. `arp`: such a node has it on its leg in the larger network.
 * `vrrp`: such nodes elect the one that has it. `bgp`: all of them announce it to the core.
 */
export type Vip = { readonly addresses: readonly string[]; readonly mode: 'routed' | 'arp' | 'vrrp' | 'bgp' };

/** Whether it is an address of a LAN, where a node answers ARP for it. */
export const isOnLan = (mode: Vip['mode']): boolean => mode === 'arp' || mode === 'vrrp';

/** Whether the cluster's nodes announce anything by BGP. */
export const speaksBgp = ({ routing, services }: Pick<Cluster, 'routing' | 'services'>): boolean =>
  routing === 'bgp' || services.some(({ vip }) => vip?.mode === 'bgp');

/** A Service like any other to whoever enters; its endpoints lead on to those of other Services, by hostname. */
export type Ingress = Service & { readonly hosts: readonly HostRoute[] };

/** TCP and UDP port on which every machine of a lab answers with who it is. */
export const identityPort = 8080;

/** Stands for the address that a machine would make of its link's MAC, if it spoke IPv6 (RFC 4291, 2.5.6). */
export const linkLocal = 'fe80::';
