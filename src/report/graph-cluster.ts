// One cluster's box: at the left whoever crosses its edge, at the right the nodes in rows, below each row the cluster's
// own network where it has one, at the bottom what it is.

import { nodeFigure, nodeSize } from './graph-figure.ts';
import { drawPodNetwork } from './graph-pod-network.ts';
import type { SceneCluster, SceneNode } from './graph-scene.ts';
import { area, type Box, joint, line, lineHeight, type Point, type Shape, text, widthOf } from './graph-shape.ts';

const edge = 18;
const between = 16;
const arrows = 14;
const trunk = 12;

/** Everything relative to the cluster's own top left corner. */
export type ClusterPlan = {
  readonly cluster: SceneCluster;
  readonly width: number;
  readonly height: number;
  readonly laneWidth: number;
  readonly grid: Grid;
};

type Grid = {
  readonly columns: number;
  readonly rows: readonly Row[];
  readonly cell: number;
  readonly lans: readonly string[];
};
type Row = { readonly y: number; readonly height: number; readonly nodes: readonly SceneNode[] };

/** `laneWidth`: room to leave at the left at least. */
export const planCluster = (cluster: SceneCluster, columns: number, laneWidth: number): ClusterPlan => {
  const grid = gridOf(cluster, columns);
  const lane = Math.max(laneWidth, laneOf(cluster) + trunks(grid));
  const rightTrunk = cluster.ownNetwork !== null && grid.rows.length > 1 ? between : 0;
  const gridWidth = grid.columns * (grid.cell + between) - between + rightTrunk;
  const words = Math.max(...captions(cluster).map((each) => widthOf('strong', each)));
  const label = cluster.ownNetwork?.archipelago === null ? widthOf('faint', cluster.ownNetwork.label) : 0;
  // The way down to an archipelago's network must not run through words.
  const way = cluster.ownNetwork !== null && cluster.ownNetwork.archipelago !== null ? trunk : 0;
  const width = Math.max(lane + Math.max(gridWidth, label) + edge, words + 2 * edge) + way;
  const content = Math.max(bottomOf(cluster, grid), edge + cluster.crossings.length * 24);
  return { cluster, width, height: content + 14 + captions(cluster).length * lineHeight, laneWidth: lane, grid };
};

const captions = ({ name, lines }: SceneCluster): readonly string[] => [name, ...lines];

/** Arrows one beside the other, then their labels. */
const laneOf = ({ crossings }: SceneCluster): number =>
  crossings.length === 0
    ? edge
    : edge + crossings.length * arrows + 10 + Math.max(...crossings.map(({ label }) => widthOf('plain', label))) + edge;

/** Rows of nodes hang on the LAN by a trunk, one a LAN. */
const trunks = ({ rows, lans }: Grid): number => (rows.length > 1 ? lans.length * 12 + 6 : 0);

const gridOf = (cluster: SceneCluster, columns: number): Grid => {
  const { nodes, ownNetwork } = cluster;
  const lans = [...new Set(nodes.flatMap((node) => node.lans))];
  const sizes = nodes.map(nodeSize);
  const rows: Row[] = [];
  const above = nodes.length > columns ? edge + lans.length * 10 : edge + 6;
  let y = above;
  for (let at = 0; at < nodes.length; at += columns) {
    const height = Math.max(...sizes.slice(at, at + columns).map((size) => size.height));
    rows.push({ y, height, nodes: nodes.slice(at, at + columns) });
    y += height + above + (ownNetwork === null ? 0 : 22);
  }
  return {
    columns: Math.min(columns, nodes.length),
    rows,
    cell: Math.max(0, ...sizes.map(({ width }) => width)),
    lans,
  };
};

const bottomOf = ({ ownNetwork }: SceneCluster, { rows }: Grid): number => {
  const last = rows.at(-1);
  return (last === undefined ? edge : last.y + last.height) + (ownNetwork === null ? 8 : 22 + lineHeight + 8);
};

export type Place = {
  readonly at: Point;
  /** Where the arrows across the edge begin or end outside. */
  readonly shore: number;
  readonly lanY: (lan: string) => number;
  /** Of the line of its archipelago's network, below it. */
  readonly sharedY: number | null;
};

export const drawCluster = (plan: ClusterPlan, place: Place): readonly Shape[] => {
  const { cluster, width, height } = plan;
  const [x, y] = place.at;
  const base = y + height - 10 - (captions(cluster).length - 1) * lineHeight;
  return [
    area(cluster.inside ? 'district' : 'cluster', { x, y, width, height }),
    ...crossings(cluster, place),
    ...cables(plan, place),
    ...boxesOf(plan, place).flatMap(({ node, box }) => nodeFigure(node, box)),
    ...captions(cluster).map((words, at) =>
      text(at === 0 ? 'strong' : 'faint', [x + edge, base + at * lineHeight], words),
    ),
  ];
};

/** The first label's arrow is the innermost, so that none crosses another. */
const crossings = ({ crossings: all }: SceneCluster, { at: [x, y], shore }: Place): readonly Shape[] =>
  all.flatMap(({ way, label }, index): Shape[] => {
    const across = x + edge + (all.length - 1 - index) * arrows;
    const row = y + edge + 8 + index * 24;
    const words = x + edge + all.length * arrows + 10;
    const ends = way === 'both' ? 'both' : way === 'out' ? 'first' : 'last';
    return [
      {
        kind: 'line',
        look: way,
        ends,
        points: [
          [across, shore],
          [across, row],
          [words - 5, row],
        ],
      },
      text('plain', [words, row + 4], label),
    ];
  });

type Placed = { readonly node: SceneNode; readonly box: Box; readonly row: number };

const boxesOf = ({ grid, laneWidth }: ClusterPlan, { at: [x, y] }: Place): readonly Placed[] =>
  grid.rows.flatMap((row, index) =>
    row.nodes.map((node, column) => ({
      node,
      row: index,
      box: { x: x + laneWidth + column * (grid.cell + between), y: y + row.y, width: grid.cell, height: row.height },
    })),
  );

const cables = (plan: ClusterPlan, place: Place): readonly Shape[] => {
  const boxes = boxesOf(plan, place);
  return [
    ...(plan.grid.rows.length > 1 ? branches(plan, place, boxes) : legs(place, boxes)),
    ...podNetwork(plan, place, boxes),
  ];
};

const middle = ({ x, width }: Box): number => x + width / 2;

/** Straight up to the LAN. */
const legs = ({ lanY }: Place, boxes: readonly Placed[]): readonly Shape[] =>
  boxes.flatMap(({ node, box }) =>
    node.lans.flatMap((lan, index) => {
      const x = middle(box) + index * 12;
      return [line('leg', [x, lanY(lan)], [x, box.y]), joint('leg', [x, lanY(lan)])];
    }),
  );

/** A trunk at the left, and a branch over each row. */
const branches = ({ grid, laneWidth }: ClusterPlan, place: Place, boxes: readonly Placed[]): readonly Shape[] =>
  grid.lans.flatMap((lan, index) => {
    const x = place.at[0] + laneWidth - 8 - index * 12;
    const members = boxes.filter(({ node }) => node.lans.includes(lan));
    const up = 12 + index * 10;
    const rows = [...new Set(members.map(({ row }) => row))];
    const ends = rows
      .map((row) => members.findLast((member) => member.row === row)?.box)
      .filter((box) => box !== undefined);
    const top = place.lanY(lan);
    const bottom = Math.max(...ends.map(({ y }) => y - up));
    return [
      line('leg', [x, top], [x, bottom]),
      joint('leg', [x, top]),
      ...ends.map((box) => line('leg', [x, box.y - up], [middle(box) + index * 12, box.y - up])),
      ...members.flatMap(({ box }) => {
        const leg = middle(box) + index * 12;
        return [line('leg', [leg, box.y - up], [leg, box.y]), joint('leg', [leg, box.y - up])];
      }),
    ];
  });

/** Where the line of a network that is the cluster's own alone ends, at the right; null where there is no such line. */
export const podNetworkEnd = (plan: ClusterPlan, place: Place): Point | null => {
  const { cluster, grid } = plan;
  if (cluster.ownNetwork?.archipelago !== null) return null;
  const lines = podNetwork(plan, place, boxesOf(plan, place)).filter((shape) => shape.kind === 'line');
  const level = lines.findLast(({ points: [from, to] }) => from !== undefined && from[1] === to?.[1]);
  return grid.rows.length === 0 ? null : (level?.points.at(-1) ?? null);
};

const podNetwork = ({ cluster, width, grid }: ClusterPlan, { at: [x], sharedY }: Place, boxes: readonly Placed[]) => {
  const [first] = boxes;
  if (cluster.ownNetwork === null || first === undefined) return [];
  const right = first.box.x + grid.columns * (grid.cell + between) - between;
  const rows = grid.rows.map((_row, index) => boxes.filter(({ row }) => row === index).map(({ box }) => box));
  const end = sharedY !== null ? x + width - trunk : right + (rows.length > 1 ? between : 0);
  return drawPodNetwork({ network: cluster.ownNetwork, rows, end, sharedY });
};
