// The picture for Graphviz: `./causeway graph island --format dot | dot -Tpdf`.

import type { Lab } from '../spec/lab.ts';
import { archipelagosOf, networkId } from './graph-archipelago.ts';
import type { Crossing } from './graph-crossings.ts';
import { type Figure, type Scene, type SceneCluster, type SceneNode, scenesOf } from './graph-scene.ts';

export const dotGraph = (lab: Lab): string =>
  [
    `graph ${quoted(lab.name)} {`,
    ...indented([
      'compound=true; fontname=monospace; node [shape=box, fontname=monospace]; edge [fontname=monospace]',
      ...scenesOf(lab).flatMap(sceneLines),
    ]),
    '}',
  ]
    .map((line) => `${line}\n`)
    .join('');

const sceneLines = (scene: Scene): readonly string[] => {
  const { prefix } = scene;
  const inside = (wanted: boolean): readonly string[] =>
    scene.clusters.flatMap((cluster, at) =>
      cluster.inside === wanted ? clusterLines(cluster, `${prefix}c${at}`) : [],
    );
  return [
    ...subgraph(`${prefix}network`, scene.network, [
      `${prefix}core [shape=oval, label=${quoted(scene.core)}]`,
      ...scene.lans.map(({ name, label: words }) => `${name} [shape=plaintext, label=${quoted(words)}]`),
      ...scene.hosts.map((host, at) => `${prefix}h${at} [label=${label(host)}]`),
      ...inside(true),
    ]),
    ...inside(false),
    ...[...archipelagosOf(scene).values()].flatMap(({ id, label: words, insiders }) => [
      `${id} [shape=plaintext, label=${quoted(words)}]`,
      ...insiders.flatMap((one, at) => [`${id}i${at} [label=${label(one)}]`, `${id} -- ${id}i${at}`]),
    ]),
    ...edges(scene),
  ];
};

const subgraph = (name: string, title: string, lines: readonly string[]): readonly string[] => [
  `subgraph cluster_${name} {`,
  ...indented([`label=${quoted(title)}`, ...lines]),
  '}',
];

const clusterLines = (cluster: SceneCluster, own: string): readonly string[] =>
  subgraph(own, [cluster.name, ...cluster.lines].join('\n'), [
    // At the bottom no cable to a node runs through it.
    'labelloc=b',
    ...cluster.nodes.flatMap((node, index) => nodeLines(node, `${own}n${index}`)),
    ...(cluster.ownNetwork?.archipelago === null
      ? [`${own}net [shape=plaintext, label=${quoted(cluster.ownNetwork.label)}]`]
      : []),
  ]);

const nodeLines = ({ name, lines, note, pods }: SceneNode, id: string): readonly string[] => [
  `${id} [label=${label({ name, lines: [...lines, note] })}]`,
  ...pods.map((pod, index) => `${id}p${index} [style=rounded, label=${label(pod)}]`),
];

const edges = (scene: Scene): readonly string[] => [...networkEdges(scene), ...clusterEdges(scene)];

const networkEdges = ({ prefix, lans, hosts }: Scene): readonly string[] => [
  ...hosts.flatMap((host, at) => host.lans.map((lan) => `${prefix}h${at} -- ${lan}`)),
  ...lans.map(({ name, above }) => (above ? `${name} -- ${prefix}core` : `${prefix}core -- ${name}`)),
];

const clusterEdges = (scene: Scene): readonly string[] => {
  const { prefix, clusters, hosts } = scene;
  return clusters.flatMap((cluster, at) => [
    ...cluster.nodes.flatMap((node, index) => {
      const id = `${prefix}c${at}n${index}`;
      return [
        ...node.lans.map((lan) => `${lan} -- ${id}`),
        ...node.pods.map((_pod, pod) => `${id} -- ${id}p${pod}`),
        ...(cluster.ownNetwork === null ? [] : [`${id} -- ${networkId(scene, at)}`]),
      ];
    }),
    ...hosts.flatMap(({ inside }, host) =>
      inside === cluster.cluster ? [`${prefix}h${host} -- ${networkId(scene, at)}`] : [],
    ),
    ...(cluster.nodes.length === 0 ? [] : cluster.crossings.map((each) => crossing(each, prefix, at))),
  ]);
};

/** From the core to the edge of the cluster; Graphviz wants one of its nodes to aim at. */
const crossing = ({ way, label: words }: Crossing, prefix: string, at: number): string => {
  const dir = { in: 'forward', out: 'back', both: 'both' }[way];
  return `${prefix}core -- ${prefix}c${at}n0 [lhead=cluster_${prefix}c${at}, dir=${dir}, label=${quoted(words)}]`;
};

const label = ({ name, lines }: Figure): string => quoted([name, ...lines].join('\n'));

const quoted = (words: string): string => `"${words.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
