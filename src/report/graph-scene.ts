// What there is to draw of a lab, in the words of a whiteboard, whatever the format: large numbers of the same thing are
// folded into one, as `50 pods 10.0.1.1–50`.

import { familyOf, rangeOf } from '../spec/address.ts';
import { together } from '../spec/archipelago.ts';
import { type Face, facesOf, ofEachFace } from './faces.ts';
import { around, mainland } from '../spec/isolated.ts';
import type { Cluster, Host, Lab, Node } from '../spec/lab.ts';
import { waysTo } from './graph-ways.ts';
import { segmentsOf, standing } from '../plan/segment.ts';
import { type Crossing, crossingsAt } from './graph-crossings.ts';
import { count } from './table.ts';

/** Something with a name and lines that say more of it; often one machine, sometimes a fold of many. */
export type Figure = { readonly name: string; readonly lines: readonly string[] };

/** A figure with legs on LANs of the larger network; `inside`: and on the own network of the cluster of that name. */
export type Member = Figure & { readonly lans: readonly string[]; readonly inside?: string };

/** `note` is the range of its pods. */
export type SceneNode = Member & { readonly pods: readonly Figure[]; readonly note: string };

export type SceneCluster = Figure & {
  /** As the lab file calls it. */
  readonly cluster: string;
  /** Its pods are part of the larger network, and so it is drawn inside. */
  readonly inside: boolean;
  readonly ownNetwork: OwnNetwork | null;
  readonly nodes: readonly SceneNode[];
  readonly crossings: readonly Crossing[];
};

/** The network of a cluster's pods, or of all clusters of its archipelago. `overlay`: it has no cables of its own. */
export type OwnNetwork = {
  readonly label: string;
  readonly overlay: boolean;
  /** Name of the archipelago; null where no other cluster is on it. */
  readonly archipelago: string | null;
  /** Machines on it that are no pods. */
  readonly insiders: readonly Figure[];
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
const most = { hosts: 6, nodes: 24, pods: 4 } as const;

/** One scene for every larger network: the lab's own, if anybody stands on it, and that of each isolated cluster. */
export const scenesOf = (lab: Lab): readonly Scene[] => [
  ...(lab.network.lans.length === 0 ? [] : [sceneOf(mainland(lab), '')]),
  ...lab.clusters.flatMap((cluster, at) => (cluster.own === null ? [] : [sceneOf(around(lab, cluster), `s${at}`)])),
];

const sceneOf = (lab: Lab, prefix: string): Scene => {
  const segments = segmentsOf(lab, standing(lab)).map((segment) => ({ ...segment, name: `${prefix}${segment.name}` }));
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
    hosts: [...hostsOf(lab.hosts, lansOf), ...proxiesOf(lab, lansOf)],
    clusters: sideBySide(lab.clusters.map((cluster) => clusterOf(lab, cluster, lansOf))),
  };
};

/** Those inside the larger network first: they share its outline. Those of one archipelago next to each other. */
const sideBySide = (clusters: readonly SceneCluster[]): readonly SceneCluster[] => {
  const isle = (cluster: SceneCluster): unknown => cluster.ownNetwork?.archipelago ?? cluster;
  return [...Map.groupBy(clusters, isle).values()].flat().toSorted((a, b) => +b.inside - +a.inside);
};

type LansOf = (machines: readonly Host[]) => readonly string[];

/** Each leads into a cluster; what by, its crossings say. */
const proxiesOf = ({ clusters }: Lab, lansOf: LansOf): readonly Member[] =>
  clusters.flatMap(({ name: cluster, archipelago, proxies }) =>
    proxies.map((proxy) => ({
      name: proxy.name,
      lines: [
        ...proxy.addresses,
        ...proxy.legs.map((leg) => `${leg} in net-${archipelago ?? cluster}`),
        `proxy to ${proxy.to === 'pods' ? 'pods' : 'NodePorts'} of ${cluster}`,
      ],
      lans: lansOf([proxy]),
      ...(proxy.legs.length === 0 ? {} : { inside: cluster }),
    })),
  );

const hostsOf = (hosts: readonly Host[], lansOf: LansOf): readonly Member[] => {
  const one = (host: Host): Member => ({ name: host.name, lines: host.addresses, lans: lansOf([host]) });
  if (hosts.length <= most.hosts) return hosts.map(one);
  const rest = hosts.slice(most.hosts - 1);
  const fold = { name: `${rest.length} more outsiders`, lines: spans(rest), lans: lansOf(rest) };
  return [...hosts.slice(0, most.hosts - 1).map(one), fold];
};

const clusterOf = (lab: Lab, cluster: Cluster, lansOf: LansOf): SceneCluster => {
  const { name, podCidrs, nodes } = cluster;
  const faces = facesOf(lab, cluster);
  const models = ofEachFace(faces, modelOf, (text, family) => `${text} in ${family}`);
  const hidden = faces.find((face) => face.cluster.model !== 'flat');
  return {
    cluster: name,
    name: `cluster ${name}: ${models.join(', ')}, pods ${podCidrs.join(' and ')}`,
    lines: ofEachFace(
      faces,
      (face) => [waysTo(face.cluster)],
      (text, family) => `${family}: ${text}`,
    ),
    inside: faces.some((face) => face.cluster.model === 'flat'),
    ownNetwork: hidden === undefined ? null : ownNetworkOf(hidden.lab, hidden.cluster),
    nodes: nodesOf(nodes, lansOf),
    crossings: crossingsAt(faces),
  };
};

const modelOf = ({ cluster: { custom, model } }: Face): readonly string[] => [
  custom === null ? model : `custom, wired as ${model}`,
];

const ownNetworkOf = (lab: Lab, cluster: Cluster): OwnNetwork => {
  const { dataplane, archipelago } = cluster;
  const members = lab.clusters.filter((other) => other === cluster || together(other, cluster));
  const cidrs = members.flatMap(({ podCidrs }) => podCidrs).join(', ');
  const whose = `the ${archipelago === null ? 'cluster' : 'archipelago'}'s own network ${cidrs}`;
  const [cables, overlay] = [`net-${archipelago ?? cluster.name}`, 'VXLAN, inside UDP from node to node'];
  const label = `${dataplane === 'vxlan' ? overlay : cables}, ${whose}`;
  const insiders = members
    .flatMap((member) => member.insiders)
    .map(({ name, addresses, underlay, exit }) => ({
      name: `${name}, which is no pod`,
      lines: [
        ...addresses,
        ...(underlay.length > 0 ? [`out there ${underlay.join(' and ')}`] : []),
        ...(exit === null ? [] : [`leaves as ${exit}`]),
      ],
    }));
  return { label, overlay: dataplane === 'vxlan', archipelago, insiders };
};

const nodesOf = (nodes: readonly Node[], lansOf: LansOf): readonly SceneNode[] => {
  const one = (node: Node): SceneNode => ({
    name: node.name,
    lines: node.addresses,
    lans: lansOf([node]),
    pods: podsOf(node),
    note: node.podCidrs.length === 0 ? 'pods from the pool' : `pod range ${node.podCidrs.join(' and ')}`,
  });
  if (nodes.length <= most.nodes) return nodes.map(one);
  const rest = nodes.slice(most.nodes - 1);
  const pods = rest.flatMap((node) => node.pods);
  const fold: SceneNode = {
    name: `${rest.length} more nodes`,
    lines: spans(rest),
    lans: lansOf(rest),
    pods: [{ name: count(pods.length, 'pod'), lines: [] }],
    note: nodes.some((node) => node.podCidrs.length === 0) ? 'pods from the pool' : 'a range each',
  };
  return [...nodes.slice(0, most.nodes - 1).map(one), fold];
};

const podsOf = ({ pods }: Node): readonly Figure[] =>
  pods.length > most.pods
    ? [{ name: count(pods.length, 'pod'), lines: spans(pods) }]
    : pods.map(({ name, addresses }) => ({ name, lines: addresses }));

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
