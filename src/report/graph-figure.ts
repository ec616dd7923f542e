// The boxes with text in them: outsiders, nodes with their pods.

import type { Figure, SceneNode } from './graph-scene.ts';
import { area, type AreaLook, type Box, lineHeight, type Shape, text, widthOf } from './graph-shape.ts';

const padding = 10;
const gap = 6;

/** From the top of a line of text to its base line. */
const ascent = 13;

export type Size = { readonly width: number; readonly height: number };

/** A name and the lines below it. */
export const figureSize = ({ name, lines }: Figure): Size => ({
  width: 2 * padding + Math.max(widthOf('strong', name), ...lines.map((each) => widthOf('plain', each))),
  height: 2 * gap + lineHeight * (1 + lines.length),
});

export const figure = (look: AreaLook, { name, lines }: Figure, box: Box): readonly Shape[] => [
  area(look, box),
  ...[name, ...lines].map((words, at) =>
    text(at === 0 ? 'strong' : 'plain', [box.x + padding, box.y + gap + ascent + at * lineHeight], words),
  ),
];

/** A node has its own name and addresses, its pods one below the other, and the range of its pods. */
export const nodeSize = (node: SceneNode): Size => {
  const head = figureSize(node);
  const pods = node.pods.map(podSize);
  return {
    width: Math.max(
      head.width,
      2 * padding + widthOf('faint', node.note),
      ...pods.map(({ width }) => width + 2 * padding),
    ),
    height: head.height + pods.reduce((sum, { height }) => sum + height + gap, 0) + lineHeight + gap,
  };
};

export const nodeFigure = (node: SceneNode, box: Box): readonly Shape[] => {
  const head = figure('node', node, box);
  let y = box.y + figureSize(node).height;
  const pods = node.pods.flatMap((pod) => {
    const { height } = podSize(pod);
    const at: Box = { x: box.x + padding, y, width: box.width - 2 * padding, height };
    y += height + gap;
    return podFigure(pod, at);
  });
  return [...head, ...pods, text('faint', [box.x + padding, y + ascent], node.note)];
};

/** Name and address on one line where it has one address. */
const podSize = ({ name, lines }: Figure): Size => ({
  width:
    2 * padding +
    Math.max(widthOf('strong', `${name}  `) + Math.max(0, ...lines.map((each) => widthOf('plain', each)))),
  height: gap + lineHeight * Math.max(1, lines.length),
});

const podFigure = ({ name, lines }: Figure, box: Box): readonly Shape[] => {
  const base = box.y + gap / 2 + ascent;
  const second = box.x + padding + widthOf('strong', `${name}  `);
  return [
    area('pod', box),
    text('strong', [box.x + padding, base], name),
    ...lines.map((words, at) => text('plain', [second, base + at * lineHeight], words)),
  ];
};
