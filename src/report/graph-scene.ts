// What there is to draw of a lab, in the words of a whiteboard, whatever the format: large numbers of the same thing are
// folded into one, as `50 pods 10.0.1.1–50`.

import { familyOf, rangeOf } from '../spec/address.ts';
import { around, mainland } from '../spec/isolated.ts';
import type { Cluster, Host, Lab, Node, Service } from '../spec/lab.ts';
import { segmentsOf } from '../plan/segment.ts';
import { count } from './table.ts';

/** Something with a name and lines that say more of it; often one machine, sometimes a fold of many. */
export type Figure = { readonly name: string; readonly lines: readonly string[] };

/** A figure with legs on LANs of the larger network. */
export type Member = Figure & { readonly lans: readonly string[] };

/** `note` is the range of its pods. */
export type SceneNode = Member & { readonly pods: readonly Figure[]; readonly note: string };

/** Whoever crosses the edge of a cluster does it so. */
export type Crossing = { readonly way: 'in' | 'out' | 'both'; readonly label: string };

export type SceneCluster = Figure & {
  /** Its pods are part of the larger network, and so it is drawn inside. */
  readonly inside: boolean;
  readonly ownNetwork: string | null;
  readonly nodes: readonly SceneNode[];
  readonly crossings: readonly Crossing[];
};

export type Scene = {
  readonly lab: string;
  /** Begins what its parts are called in formats that must tell them apart. */
  readonly prefix: string;
  readonly network: string;
  readonly core: string;
  /** `above`: outsiders stand on it, and so it is drawn above the core where the format has an above. */
  readonly lans: readonly { readonly name: string; readonly label: string; readonly above: boolean }[];
  readonly hosts: readonly Member[];
  readonly clusters: readonly SceneCluster[];
};

/** More of them than this, and only the first are drawn one by one. */
const most = { hosts: 6, nodes: 24, pods: 4, nodePorts: 5 } as const;

/** One scene for every larger network: the lab's own, if anybody stands on it, and that of each isolated cluster. */
export const scenesOf = (lab: Lab): readonly Scene[] => [
  ...(lab.network.lans.length === 0 ? [] : [sceneOf(mainland(lab), '')]),
  ...lab.clusters.flatMap((cluster, at) => (cluster.own === null ? [] : [sceneOf(around(lab, cluster), `s${at}`)])),
];

const sceneOf = (lab: Lab, prefix: string): Scene => {
  const everybody = [...lab.hosts, ...lab.clusters.flatMap(({ nodes }) => nodes)];
  const segments = segmentsOf(lab, everybody).map((segment) => ({ ...segment, name: `${prefix}${segment.name}` }));
  const alone = lab.clusters.find(({ own }) => own !== null);
  const lansOf: LansOf = (machines) =>
    segments.filter((lan) => machines.some(({ name }) => lan.machines.includes(name))).map(({ name }) => name);
  return {
    lab: lab.name,
    prefix,
    network: `the larger network${alone === undefined ? '' : ` of ${alone.name} alone,`} ${lab.network.cidrs.join(' and ')}`,
    core: lab.network.router,
    lans: segments.map(({ name, lans, machines }) => ({
      name,
      label: `LAN ${lans.map(({ cidr }) => cidr).join(' and ')}`,
      above: lab.hosts.some((host) => machines.includes(host.name)),
    })),
    hosts: hostsOf(lab.hosts, lansOf),
    // Those inside the larger network first: they share its outline.
    clusters: lab.clusters.map((cluster) => clusterOf(cluster, lansOf)).toSorted((a, b) => +b.inside - +a.inside),
  };
};

type LansOf = (machines: readonly Host[]) => readonly string[];

const hostsOf = (hosts: readonly Host[], lansOf: LansOf): readonly Member[] => {
  const one = (host: Host): Member => ({ name: host.name, lines: host.addresses, lans: lansOf([host]) });
  if (hosts.length <= most.hosts) return hosts.map(one);
  const rest = hosts.slice(most.hosts - 1);
  const fold = { name: `${rest.length} more outsiders`, lines: spans(rest), lans: lansOf(rest) };
  return [...hosts.slice(0, most.hosts - 1).map(one), fold];
};

const clusterOf = (cluster: Cluster, lansOf: LansOf): SceneCluster => {
  const { name, model, podCidrs, nodes } = cluster;
  const inside = model === 'flat';
  const cidrs = podCidrs.join(' and ');
  return {
    name: `cluster ${name}: ${model}, pods ${cidrs}`,
    lines: [waysTo(cluster)],
    inside,
    ownNetwork: inside ? null : `net-${name}, the cluster's own network ${cidrs}`,
    nodes: nodesOf(nodes, lansOf),
    crossings: crossingsOf(cluster),
  };
};

/** What the larger network knows of the pods. */
const waysTo = ({ model, routing, masqueradeExceptions }: Cluster): string => {
  const back = masqueradeExceptions.filter(({ routedBack }) => routedBack).map(({ cidr }) => cidr);
  if (model === 'isolated') return 'no cable leads from here to any other network';
  if (model !== 'flat')
    return `the larger network has no route to the pods${back.length === 0 ? '' : `, except from ${back.join(' and ')}`}`;
  return routing === 'static'
    ? "core has a route to each node's pods"
    : 'core has one route to all pods, onto the LAN, where each node answers ARP for its own';
};

const nodesOf = (nodes: readonly Node[], lansOf: LansOf): readonly SceneNode[] => {
  const one = (node: Node): SceneNode => ({
    name: node.name,
    lines: node.addresses,
    lans: lansOf([node]),
    pods: podsOf(node),
    note: `pod range ${node.podCidrs.join(' and ')}`,
  });
  if (nodes.length <= most.nodes) return nodes.map(one);
  const rest = nodes.slice(most.nodes - 1);
  const pods = rest.flatMap((node) => node.pods);
  const fold: SceneNode = {
    name: `${rest.length} more nodes`,
    lines: spans(rest),
    lans: lansOf(rest),
    pods: [{ name: count(pods.length, 'pod'), lines: [] }],
    note: 'a range each',
  };
  return [...nodes.slice(0, most.nodes - 1).map(one), fold];
};

const podsOf = ({ pods }: Node): readonly Figure[] =>
  pods.length > most.pods
    ? [{ name: count(pods.length, 'pod'), lines: spans(pods) }]
    : pods.map(({ name, addresses }) => ({ name, lines: addresses }));

const crossingsOf = ({ model, egress, masqueradeExceptions, services }: Cluster): readonly Crossing[] => [
  ...(model === 'flat' ? [{ way: 'both', label: 'every pod, as itself' } as const] : []),
  ...(egress === 'masquerade' ? [{ way: 'out', label: 'masquerade out' } as const] : []),
  ...masqueradeExceptions.map(({ cidr, routedBack }) => ({
    ...({ way: 'out', label: `to ${cidr} as itself${routedBack ? '' : ', and no answer'}` } as const),
  })),
  ...nodePorts(services.filter(({ nodePort }) => nodePort !== null)).map((label) => ({ way: 'in', label }) as const),
];

const nodePorts = (services: readonly Service[]): readonly string[] => {
  if (services.length <= most.nodePorts)
    return services.map(({ name, nodePort, externalTrafficPolicy }) => {
      const policy = externalTrafficPolicy === 'Local' ? ' (policy Local)' : '';
      return `NodePort ${nodePort} → ${name} in${policy}`;
    });
  const ports = services.map(({ nodePort }) => nodePort ?? 0);
  return [`NodePorts ${Math.min(...ports)} to ${Math.max(...ports)} → ${services.length} Services in`];
};

/** A line a family: `10.0.1.1–50` where no address is left out, else the first and the last. */
const spans = (machines: readonly Host[]): readonly string[] =>
  ([4, 6] as const).flatMap((family) => {
    const own = machines.flatMap(({ addresses }) => addresses.filter((address) => familyOf(address) === family));
    const sorted = own.toSorted((a, b) => (rangeOf(a).first < rangeOf(b).first ? -1 : 1));
    const [first, last] = [sorted[0], sorted.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (first === last) return [first];
    const whole = rangeOf(last).first - rangeOf(first).first === BigInt(sorted.length - 1);
    return [whole && stem(first) === stem(last) ? `${first}–${last.slice(stem(last).length)}` : `${first} … ${last}`];
  });

/** All but the last group. */
const stem = (address: string): string => /^.*[.:]/.exec(address)?.[0] ?? '';
