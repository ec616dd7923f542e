// The picture for Mermaid, which draws it in READMEs and wikis. Names of ours would be taken for its own words, so every
// shape has a number.

import type { Lab } from '../spec/lab.ts';
import { archipelagosOf, networkId } from './graph-archipelago.ts';
import type { Crossing } from './graph-crossings.ts';
import { type Figure, type Scene, type SceneCluster, scenesOf } from './graph-scene.ts';

export const mermaidGraph = (lab: Lab): string =>
  ['flowchart TB', ...scenesOf(lab).flatMap(sceneLines)].map((line) => `${line}\n`).join('');

const sceneLines = (scene: Scene): readonly string[] => {
  const { prefix } = scene;
  const inside = (wanted: boolean): readonly string[] =>
    scene.clusters.flatMap((cluster, index) =>
      cluster.inside === wanted ? clusterLines(cluster, `${prefix}c${index}`) : [],
    );
  return [
    `subgraph ${prefix}network[${quoted(scene.network)}]`,
    ...indented([
      `${prefix}core([${quoted(scene.core)}])`,
      ...scene.lans.map(({ name, label }) => `${name}[/${quoted(label)}/]`),
      ...scene.hosts.map((host, at) => `${prefix}h${at}[${label(host)}]`),
      ...inside(true),
    ]),
    'end',
    ...inside(false),
    ...[...archipelagosOf(scene).values()].flatMap(({ id, label: words, insiders }) => [
      `${id}[/${quoted(words)}/]`,
      ...insiders.flatMap((one, at) => [`${id}i${at}[${label(one)}]`, `${id} --- ${id}i${at}`]),
    ]),
    ...edges(scene),
  ];
};

const clusterLines = (cluster: SceneCluster, own: string): readonly string[] => [
  `subgraph ${own}[${label(cluster)}]`,
  ...indented([
    ...cluster.nodes.flatMap(({ name, lines, note, pods }, node) => {
      const id = `${own}n${node}`;
      return [
        `${id}[${label({ name, lines: [...lines, note] })}]`,
        ...pods.map((pod, index) => `${id}p${index}([${label(pod)}])`),
      ];
    }),
    ...(cluster.ownNetwork?.archipelago === null ? [`${own}net[/${quoted(cluster.ownNetwork.label)}/]`] : []),
  ]),
  'end',
];

const edges = (scene: Scene): readonly string[] => [...networkEdges(scene), ...clusterEdges(scene)];

const networkEdges = ({ prefix, lans, hosts }: Scene): readonly string[] => [
  ...hosts.flatMap((host, at) => host.lans.map((lan) => `${prefix}h${at} --- ${lan}`)),
  ...lans.map(({ name, above }) => (above ? `${name} --- ${prefix}core` : `${prefix}core --- ${name}`)),
];

const clusterEdges = (scene: Scene): readonly string[] => {
  const { prefix, clusters, hosts } = scene;
  return clusters.flatMap((cluster, at) => [
    ...cluster.nodes.flatMap((node, index) => {
      const id = `${prefix}c${at}n${index}`;
      return [
        ...node.lans.map((lan) => `${lan} --- ${id}`),
        ...node.pods.map((_pod, pod) => `${id} --- ${id}p${pod}`),
        ...(cluster.ownNetwork === null ? [] : [`${id} --- ${networkId(scene, at)}`]),
      ];
    }),
    ...hosts.flatMap(({ inside }, host) =>
      inside === cluster.cluster ? [`${prefix}h${host} --- ${networkId(scene, at)}`] : [],
    ),
    ...cluster.crossings.map(({ way, label: words }) =>
      crossing(way, { core: `${prefix}core`, cluster: `${prefix}c${at}` }, quoted(words)),
    ),
  ]);
};

type Ends = { readonly core: string; readonly cluster: string };

const crossing = (way: Crossing['way'], { core, cluster }: Ends, words: string): string =>
  way === 'out'
    ? `${cluster} -->|${words}| ${core}`
    : way === 'in'
      ? `${core} -->|${words}| ${cluster}`
      : `${core} <-->|${words}| ${cluster}`;

const label = ({ name, lines }: Figure): string => quoted([name, ...lines].join('<br/>'));

const quoted = (words: string): string => `"${words.replaceAll('"', '#quot;')}"`;

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
