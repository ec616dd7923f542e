// The picture for Graphviz: `./causeway graph island --format dot | dot -Tpdf`.

import type { Lab } from '../spec/lab.ts';
import { type Crossing, type Figure, type Scene, type SceneCluster, type SceneNode, sceneOf } from './graph-scene.ts';

export const dotGraph = (lab: Lab): string => {
  const scene = sceneOf(lab);
  const inside = (wanted: boolean): readonly string[] =>
    scene.clusters.flatMap((cluster, at) => (cluster.inside === wanted ? clusterLines(cluster, at) : []));
  return [
    `graph ${quoted(lab.name)} {`,
    ...indented([
      'compound=true; fontname=monospace; node [shape=box, fontname=monospace]; edge [fontname=monospace]',
      ...subgraph('network', scene.network, [
        `core [shape=oval, label=${quoted(scene.core)}]`,
        ...scene.lans.map(({ name, label: words }) => `${name} [shape=plaintext, label=${quoted(words)}]`),
        ...scene.hosts.map((host, at) => `h${at} [label=${label(host)}]`),
        ...inside(true),
      ]),
      ...inside(false),
      ...edges(scene),
    ]),
    '}',
  ]
    .map((line) => `${line}\n`)
    .join('');
};

const subgraph = (name: string, title: string, lines: readonly string[]): readonly string[] => [
  `subgraph cluster_${name} {`,
  ...indented([`label=${quoted(title)}`, ...lines]),
  '}',
];

const clusterLines = (cluster: SceneCluster, at: number): readonly string[] =>
  subgraph(`c${at}`, [cluster.name, ...cluster.lines].join('\n'), [
    // At the bottom no cable to a node runs through it.
    'labelloc=b',
    ...cluster.nodes.flatMap((node, index) => nodeLines(node, `c${at}n${index}`)),
    ...(cluster.ownNetwork === null ? [] : [`c${at}net [shape=plaintext, label=${quoted(cluster.ownNetwork)}]`]),
  ]);

const nodeLines = ({ name, lines, note, pods }: SceneNode, id: string): readonly string[] => [
  `${id} [label=${label({ name, lines: [...lines, note] })}]`,
  ...pods.map((pod, index) => `${id}p${index} [style=rounded, label=${label(pod)}]`),
];

const edges = ({ lans, hosts, clusters }: Scene): readonly string[] => [
  ...hosts.flatMap((host, at) => host.lans.map((lan) => `h${at} -- ${lan}`)),
  ...lans.map(({ name, above }) => (above ? `${name} -- core` : `core -- ${name}`)),
  ...clusters.flatMap((cluster, at) => [
    ...cluster.nodes.flatMap((node, index) => {
      const id = `c${at}n${index}`;
      return [
        ...node.lans.map((lan) => `${lan} -- ${id}`),
        ...node.pods.map((_pod, pod) => `${id} -- ${id}p${pod}`),
        ...(cluster.ownNetwork === null ? [] : [`${id} -- c${at}net`]),
      ];
    }),
    ...(cluster.nodes.length === 0 ? [] : cluster.crossings.map((each) => crossing(each, at))),
  ]),
];

/** From the core to the edge of the cluster; Graphviz wants one of its nodes to aim at. */
const crossing = ({ way, label: words }: Crossing, at: number): string => {
  const dir = { in: 'forward', out: 'back', both: 'both' }[way];
  return `core -- c${at}n0 [lhead=cluster_c${at}, dir=${dir}, label=${quoted(words)}]`;
};

const label = ({ name, lines }: Figure): string => quoted([name, ...lines].join('\n'));

const quoted = (words: string): string => `"${words.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
