// The picture for Mermaid, which draws it in READMEs and wikis. Names of ours would be taken for its own words, so every
// shape has a number.

import type { Lab } from '../spec/lab.ts';
import { type Crossing, type Figure, type Scene, type SceneCluster, sceneOf } from './graph-scene.ts';

export const mermaidGraph = (lab: Lab): string => {
  const scene = sceneOf(lab);
  const inside = (wanted: boolean): readonly string[] =>
    scene.clusters.flatMap((cluster, index) => (cluster.inside === wanted ? clusterLines(cluster, index) : []));
  return [
    'flowchart TB',
    `subgraph network[${quoted(scene.network)}]`,
    ...indented([
      `core([${quoted(scene.core)}])`,
      ...scene.lans.map(({ name, label }) => `${name}[/${quoted(label)}/]`),
      ...scene.hosts.map((host, at) => `h${at}[${label(host)}]`),
      ...inside(true),
    ]),
    'end',
    ...inside(false),
    ...edges(scene),
  ]
    .map((line) => `${line}\n`)
    .join('');
};

const clusterLines = (cluster: SceneCluster, at: number): readonly string[] => [
  `subgraph c${at}[${label(cluster)}]`,
  ...indented([
    ...cluster.nodes.flatMap(({ name, lines, note, pods }, node) => {
      const id = `c${at}n${node}`;
      return [
        `${id}[${label({ name, lines: [...lines, note] })}]`,
        ...pods.map((pod, index) => `${id}p${index}([${label(pod)}])`),
      ];
    }),
    ...(cluster.ownNetwork === null ? [] : [`c${at}net[/${quoted(cluster.ownNetwork)}/]`]),
  ]),
  'end',
];

const edges = ({ lans, hosts, clusters }: Scene): readonly string[] => [
  ...hosts.flatMap((host, at) => host.lans.map((lan) => `h${at} --- ${lan}`)),
  ...lans.map(({ name, above }) => (above ? `${name} --- core` : `core --- ${name}`)),
  ...clusters.flatMap((cluster, at) => [
    ...cluster.nodes.flatMap((node, index) => {
      const id = `c${at}n${index}`;
      return [
        ...node.lans.map((lan) => `${lan} --- ${id}`),
        ...node.pods.map((_pod, pod) => `${id} --- ${id}p${pod}`),
        ...(cluster.ownNetwork === null ? [] : [`${id} --- c${at}net`]),
      ];
    }),
    ...cluster.crossings.map(({ way, label: words }) => crossing(way, `c${at}`, quoted(words))),
  ]),
];

const crossing = (way: Crossing['way'], cluster: string, words: string): string =>
  way === 'out'
    ? `${cluster} -->|${words}| core`
    : way === 'in'
      ? `core -->|${words}| ${cluster}`
      : `core <-->|${words}| ${cluster}`;

const label = ({ name, lines }: Figure): string => quoted([name, ...lines].join('<br/>'));

const quoted = (words: string): string => `"${words.replaceAll('"', '#quot;')}"`;

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
