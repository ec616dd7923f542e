// Clusters of one archipelago stand side by side in an outline of their own, on one network of pods.

import type { OwnNetwork, Scene } from './graph-scene.ts';
import { figure, figureSize } from './graph-figure.ts';
import { area, type Box, joint, line, lineHeight, type Point, type Shape, text, widthOf } from './graph-shape.ts';

const inset = 14;
const below = 20 + lineHeight;

/** Around its clusters, and below them the line of their network. */
export const archipelagoMargin = { side: inset, top: inset, bottom: below + inset } as const;

/** Where its network's line is, of clusters whose boxes end there. */
export const sharedLineY = (bottom: number): number => bottom + 18;

/** `members` are the boxes of its clusters, in order. */
export const archipelagoBox = (members: readonly Box[], { label, insiders }: OwnNetwork): Box => {
  const x = Math.min(...members.map((box) => box.x)) - inset;
  const y = Math.min(...members.map((box) => box.y)) - inset;
  const words = x + inset + widthOf('faint', label);
  const figures = insiders.reduce((sum, one) => sum + gap + figureSize(one).width, words);
  const right = Math.max(...members.map((box) => box.x + box.width), figures) + inset;
  const bottom =
    Math.max(...members.map((box) => box.y + box.height)) + archipelagoMargin.bottom + insidersHeight(insiders);
  return { x, y, width: right - x, height: bottom - y };
};

export const drawArchipelago = (members: readonly Box[], network: OwnNetwork): readonly Shape[] => {
  const box = archipelagoBox(members, network);
  const y = sharedLineY(Math.max(...members.map((member) => member.y + member.height)));
  const right =
    network.insiders.length === 0
      ? Math.max(...members.map((member) => member.x + member.width))
      : box.x + box.width - inset;
  return [
    area('archipelago', box),
    line(network.overlay ? 'overlay' : 'own', [box.x + inset, y], [right, y]),
    text('faint', [box.x + inset, y + lineHeight], network.label),
    ...drawInsiders(network, [box.x + inset, y]),
  ];
};

const gap = 12;

const insidersHeight = (insiders: OwnNetwork['insiders']): number =>
  insiders.length === 0 ? 0 : Math.max(...insiders.map((one) => figureSize(one).height)) + gap - lineHeight;

/** Hung on the line where its label ends. */
const drawInsiders = ({ insiders, overlay, label }: OwnNetwork, [start, y]: Point): readonly Shape[] => {
  let x = start + widthOf('faint', label) + gap;
  return insiders.flatMap((one) => {
    const { width, height } = figureSize(one);
    const box = { x, y: y + gap, width, height };
    const leg = x + width / 2;
    x += width + gap;
    return [
      line('own-leg', [leg, y], [leg, box.y]),
      joint(overlay ? 'overlay' : 'own', [leg, y]),
      ...figure('host', one, box),
    ];
  });
};

/** The networks that several clusters of a scene share, each once, with what formats call it. */
export const archipelagosOf = ({
  prefix,
  clusters,
}: Scene): ReadonlyMap<string, OwnNetwork & { readonly id: string }> => {
  const shared = clusters.flatMap(({ ownNetwork }) => (ownNetwork?.archipelago == null ? [] : [ownNetwork]));
  const names = [...new Set(shared.map(({ archipelago }) => archipelago ?? ''))];
  return new Map(
    names.flatMap((name, at) => {
      const network = shared.find(({ archipelago }) => archipelago === name);
      return network === undefined ? [] : [[name, { ...network, id: `${prefix}a${at}` }]];
    }),
  );
};

/** What formats call the network of the pods of the cluster at that place. */
export const networkId = (scene: Scene, at: number): string => {
  const name = scene.clusters[at]?.ownNetwork?.archipelago ?? null;
  return (name === null ? undefined : archipelagosOf(scene).get(name)?.id) ?? `${scene.prefix}c${at}net`;
};
