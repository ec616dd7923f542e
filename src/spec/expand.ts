// A `LabFile` → the draft of a lab: short forms written out, names generated, addresses read but not yet allocated.

import type {
  Draft,
  DraftCluster,
  DraftEgressGateway,
  DraftEgressProxy,
  DraftException,
  DraftOutsider,
  DraftNode,
  DraftPod,
  DraftProxy,
  Placed,
} from './draft.ts';
import { wiredAs } from './custom.ts';
import type { Path, Report } from './finding.ts';
import { withInsiders } from './insiders.ts';
import { mannersOf } from './manner.ts';
import type { ClusterFile, LabFile } from './schema.ts';
import { place, readAddresses, readCidrs, readRanges } from './typed.ts';

export const expand = (file: LabFile, report: Report): Draft => {
  const clusters = Object.entries(file.clusters);
  return {
    name: file.name,
    profile: file.profile,
    cidrs: readCidrs(file.network.cidr, ['network', 'cidr'], report),
    hosts: expandHosts(file.network.hosts, ['network', 'hosts'], report),
    clusters: withInsiders(
      clusters.map(([name, cluster]) =>
        expandCluster({ name, file: cluster, prefix: clusters.length > 1 ? `${name}-` : '' }, report),
      ),
      file,
      report,
    ),
  };
};

const expandHosts = (hosts: LabFile['network']['hosts'], at: Path, report: Report): readonly DraftOutsider[] =>
  Object.entries(hosts).map(([name, host]) => {
    const path = [...at, name];
    if (typeof host === 'string' || isList(host))
      return { name, path, addresses: readAddresses(host, path, report), mtu: null };
    const { address, mtu = null } = host;
    return { name, path, addresses: readAddresses(address, [...path, 'address'], report), mtu };
  });

type Named = { readonly name: string; readonly file: ClusterFile; readonly prefix: string };

const expandCluster = (named: Named, report: Report): DraftCluster => {
  const { name, file } = named;
  const path = ['clusters', name];
  const podCidrs = readRanges(file.podCidr, [...path, 'podCidr'], report);
  const families = new Set(podCidrs.map(({ range }) => range.family));
  const given = (key: 'serviceCidr' | 'nodeCidr', defaults: readonly string[]): readonly Placed[] => {
    const typed = file[key];
    if (typed !== undefined) return readCidrs(typed, [...path, key], report);
    return defaults.map((cidr) => place(cidr, path)).filter(({ range }) => families.has(range.family));
  };
  return {
    name,
    path,
    ...mannersOf({ ...file, model: wiredAs(file) }, [...families]),
    typed: file,
    custom: { declared: file.model === 'custom', wiring: file.wiring ?? null, promises: file.promises ?? null },
    ...{ dataplane: file.dataplane, archipelago: file.archipelago ?? null },
    hosts: expandHosts(file.hosts, [...path, 'hosts'], report),
    masqueradeExceptions: exceptions(file, [...path, 'masqueradeExceptions'], report),
    egressProxies: egressProxies(file, [...path, 'egressProxies'], report),
    masqueradePorts: file.masqueradePorts === undefined ? null : String(file.masqueradePorts),
    egressGateway: egressGateway(file, [...path, 'egressGateway'], report),
    routing: file.routing ?? null,
    ipam: file.ipam,
    bgpDaemon: file.bgpDaemon ?? null,
    podCidrs,
    serviceCidrs: given('serviceCidr', ['172.30.0.0/16', 'fd30::/112']),
    nodeCidrs: given('nodeCidr', ['10.240.0.0/16']),
    nodes: typeof file.nodes === 'number' ? generatedNodes(named, file.nodes) : namedNodes(named, report),
    services: Object.entries(file.services).map(([service, its]) => {
      const at = [...path, 'services', service];
      const { clusterAddress = [], vip = [], vipMode = file.vipMode } = its;
      const clusterAddresses = readAddresses(clusterAddress, [...at, 'clusterAddress'], report);
      const vips = readAddresses(vip, [...at, 'vip'], report);
      return { name: service, path: at, file: its, clusterAddresses, vips, vipMode };
    }),
    proxies: expandProxies(file, [...path, 'proxies'], report),
    insiders: [],
  };
};

const exceptions = ({ masqueradeExceptions: all = [] }: ClusterFile, path: Path, report: Report) =>
  all.flatMap((its, index): readonly DraftException[] => {
    const at = [...path, index];
    const { cidr, routedBack = null } = typeof its === 'string' ? { cidr: its } : its;
    const placed = readCidrs(cidr, typeof its === 'string' ? at : [...at, 'cidr'], report);
    return placed.map((one) => ({ path: at, cidr: one, routedBack }));
  });

const egressProxies = ({ egressProxies: all }: ClusterFile, at: Path, report: Report): readonly DraftEgressProxy[] =>
  Object.entries(all).map(([machine, file]) => {
    const path = [...at, machine];
    const allow = file.allow.flatMap((cidr, index) => readCidrs(cidr, [...path, 'allow', index], report));
    return { machine, path, file, allow };
  });

const egressGateway = ({ egressGateway: its }: ClusterFile, path: Path, report: Report): DraftEgressGateway | null =>
  its === undefined
    ? null
    : { path, file: its, addresses: readAddresses(its.address ?? [], [...path, 'address'], report) };

const expandProxies = ({ proxies }: ClusterFile, at: Path, report: Report): readonly DraftProxy[] =>
  Object.entries(proxies).map(([name, its]) => {
    const path = [...at, name];
    return {
      ...{ name, path, file: its },
      addresses: readAddresses(its.address, [...path, 'address'], report),
      legs: readAddresses(its.leg ?? [], [...path, 'leg'], report),
    };
  });

const generatedNodes = ({ name, file, prefix }: Named, count: number): readonly DraftNode[] => {
  const path = ['clusters', name, 'nodes'];
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}node${index + 1}`,
    path,
    generated: true,
    addresses: [],
    podCidrs: [],
    podGateways: [],
    pods: generatedPods({ count: file.podsPerNode ?? 1, prefix: `${prefix}pod-${index + 1}-`, path }),
  }));
};

const namedNodes = ({ name, file, prefix }: Named, report: Report): readonly DraftNode[] => {
  if (typeof file.nodes === 'number') return [];
  return Object.entries(file.nodes).map(([node, { address, podCidr = [], pods = file.podsPerNode ?? 0 }], index) => {
    const path = ['clusters', name, 'nodes', node];
    const at = [...path, 'pods'];
    return {
      name: node,
      path,
      generated: false,
      addresses: readAddresses(address, [...path, 'address'], report),
      podCidrs: readCidrs(podCidr, [...path, 'podCidr'], report),
      podGateways: [],
      pods:
        typeof pods === 'number'
          ? generatedPods({ count: pods, prefix: `${prefix}pod-${index + 1}-`, path: at })
          : namedPods(pods, at, report),
    };
  });
};

const generatedPods = (pods: {
  readonly count: number;
  readonly prefix: string;
  readonly path: Path;
}): readonly DraftPod[] =>
  Array.from({ length: pods.count }, (_, index) => ({
    name: `${pods.prefix}${index + 1}`,
    path: pods.path,
    generated: true,
    explicit: false,
    addresses: [],
  }));

type Pods = readonly string[] | Readonly<Record<string, string | readonly string[]>>;

const namedPods = (pods: Pods, path: Path, report: Report): readonly DraftPod[] => {
  // `Array.isArray` does not narrow a readonly array out of a union.
  if (isList(pods)) {
    return pods.map((name, index) => ({
      name,
      path: [...path, index],
      generated: false,
      explicit: false,
      addresses: [],
    }));
  }
  return Object.entries(pods).map(([name, address]) => {
    const at = [...path, name];
    return { name, path: at, generated: false, explicit: true, addresses: readAddresses(address, at, report) };
  });
};

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
