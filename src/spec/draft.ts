// A lab on its way from file to `Lab`: every address read, with the place in the file that it came from. The checks
// look at this, so that what is allocated and what was typed obey the same rules.

import type { Range } from './address.ts';
import type { Path } from './finding.ts';
import type { PromiseFile, WiringFile } from './schema-custom.ts';
import type { EgressGatewayFile, EgressProxyFile } from './schema-egress.ts';
import type { ProxyFile } from './schema-proxies.ts';
import type { Manners } from './manner.ts';
import type { ClusterFile, ServiceFile } from './schema.ts';
import type { BgpDaemon, Dataplane, Ipam, Profile, Routing, Vip } from './lab.ts';

/** An address or CIDR, canonical, and where the file asks for it. */
export type Placed = { readonly text: string; readonly range: Range; readonly path: Path };

export type Draft = {
  readonly name: string;
  readonly profile: Profile;
  readonly cidrs: readonly Placed[];
  readonly hosts: readonly DraftOutsider[];
  readonly clusters: readonly DraftCluster[];
};

export type DraftHost = { readonly name: string; readonly path: Path; readonly addresses: readonly Placed[] };

/** A machine of no cluster; `mtu` as the file says it, null where it does not. */
export type DraftOutsider = DraftHost & { readonly mtu: number | null };

export type DraftCluster = Manners & {
  readonly name: string;
  readonly path: Path;
  /** As the file says it: a word, or one for each family. */
  readonly typed: Pick<ClusterFile, 'model' | 'egress'>;
  readonly custom: DraftCustom;
  readonly dataplane: Dataplane;
  readonly archipelago: string | null;
  /** Of its own larger network, for model isolated. */
  readonly hosts: readonly DraftOutsider[];
  readonly masqueradeExceptions: readonly DraftException[];
  readonly egressProxies: readonly DraftEgressProxy[];
  /** As the file says it; null where it does not. */
  readonly masqueradePorts: string | null;
  readonly egressGateway: DraftEgressGateway | null;
  /** As the file says it; null where it does not. */
  readonly routing: Routing | null;
  readonly ipam: Ipam;
  readonly bgpDaemon: BgpDaemon | null;
  readonly podCidrs: readonly Placed[];
  readonly serviceCidrs: readonly Placed[];
  /** Where nodes without an address get theirs. */
  readonly nodeCidrs: readonly Placed[];
  readonly nodes: readonly DraftNode[];
  readonly services: readonly DraftService[];
  readonly proxies: readonly DraftProxy[];
  /** Of its archipelago, told of the first of its clusters alone. */
  readonly insiders: readonly DraftInsider[];
};

export type DraftException = {
  readonly path: Path;
  readonly cidr: Placed;
  /** As the file says it; null where it does not. */
  readonly routedBack: boolean | null;
};

export type DraftEgressProxy = {
  readonly machine: string;
  readonly path: Path;
  readonly file: EgressProxyFile;
  readonly allow: readonly Placed[];
};

export type DraftEgressGateway = {
  readonly path: Path;
  readonly file: EgressGatewayFile;
  /** Empty, or the one that the file gives. */
  readonly addresses: readonly Placed[];
};

export type DraftProxy = DraftHost & {
  readonly file: ProxyFile;
  /** As the file gives them, or allocated. */
  readonly legs: readonly Placed[];
};

/** As the file says it, which only model custom may. */
export type DraftCustom = {
  /** The model is custom. */
  readonly declared: boolean;
  readonly wiring: WiringFile | null;
  readonly promises: readonly PromiseFile[] | null;
};

/** `addresses` are those on the larger network, if it has any; `inside` those among the pods. */
export type DraftInsider = DraftHost & { readonly inside: readonly Placed[]; readonly exit: string | null };

export type DraftNode = {
  readonly name: string;
  readonly path: Path;
  /** The file says how many nodes there are, and this is one of them. */
  readonly generated: boolean;
  readonly addresses: readonly Placed[];
  readonly podCidrs: readonly Placed[];
  /** Allocated from the pool; with ranges they follow from these. */
  readonly podGateways: readonly Placed[];
  readonly pods: readonly DraftPod[];
};

export type DraftPod = {
  readonly name: string;
  readonly path: Path;
  readonly generated: boolean;
  /** The file gives its addresses; otherwise they are allocated. */
  readonly explicit: boolean;
  readonly addresses: readonly Placed[];
};

export type DraftService = {
  readonly name: string;
  readonly path: Path;
  readonly file: ServiceFile;
  readonly clusterAddresses: readonly Placed[];
  readonly vips: readonly Placed[];
  readonly vipMode: Vip['mode'];
};

/** Something with an address on the larger network. */
export type Member = DraftHost & { readonly generated?: boolean; readonly mtu?: number | null };

export const membersOf = (draft: Draft): readonly Member[] => [
  ...draft.hosts,
  ...draft.clusters.flatMap(({ nodes }) => nodes),
  ...draft.clusters.flatMap(({ proxies }) => proxies),
  ...draft.clusters.flatMap(({ insiders }) => insiders),
];
