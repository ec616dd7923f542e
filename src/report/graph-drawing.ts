// The whole lab: networks that nothing joins stand one below the other.

import type { Lab } from '../spec/lab.ts';
import { layOut } from './graph-layout.ts';
import { scenesOf } from './graph-scene.ts';
import type { Drawing, Point, Shape } from './graph-shape.ts';

export const drawingOf = (lab: Lab): Drawing =>
  scenesOf(lab)
    .map(layOut)
    .reduce(
      (above, below) => ({
        width: Math.max(above.width, below.width),
        height: above.height + below.height,
        shapes: [...above.shapes, ...below.shapes.map((shape) => lowered(shape, above.height))],
      }),
      { width: 0, height: 0, shapes: [] },
    );

const lowered = (shape: Shape, by: number): Shape => {
  const down = ([x, y]: Point): Point => [x, y + by];
  return 'points' in shape ? { ...shape, points: shape.points.map(down) } : { ...shape, at: down(shape.at) };
};
