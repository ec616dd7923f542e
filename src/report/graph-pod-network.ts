// A cluster's own network: a line below each row of its nodes. An overlay's is dashed, for it has no cables.

import type { OwnNetwork } from './graph-scene.ts';
import { type Box, joint, line, lineHeight, type Shape, text } from './graph-shape.ts';

type PodNetwork = {
  readonly network: OwnNetwork;
  /** The nodes' boxes. */
  readonly rows: readonly (readonly Box[])[];
  /** How far the lines go, and where they are joined. */
  readonly end: number;
  /** Of the line of its archipelago's network, which says whose it is; null where it has a label of its own. */
  readonly sharedY: number | null;
};

export const drawPodNetwork = ({ network, rows, end, sharedY }: PodNetwork): readonly Shape[] => {
  const look = network.overlay ? 'overlay' : 'own';
  const left = Math.min(...rows.flat().map(({ x }) => x));
  const ys = rows.flatMap(([first]) => (first === undefined ? [] : [first.y + first.height + 20]));
  const [top, bottom] = [ys[0] ?? 0, ys.at(-1) ?? 0];
  const middle = ({ x, width }: Box): number => x + width / 2;
  return [
    ...ys.map((y) => line(look, [left, y], [end, y])),
    ...(ys.length > 1 ? [line(look, [end, top], [end, bottom])] : []),
    ...rows.flatMap((row) =>
      row.flatMap((box) => {
        const y = box.y + box.height + 20;
        return [line('own-leg', [middle(box), box.y + box.height], [middle(box), y]), joint(look, [middle(box), y])];
      }),
    ),
    ...(sharedY === null
      ? [text('faint', [left, bottom + lineHeight], network.label)]
      : [line(look, [end, bottom], [end, sharedY]), joint(look, [end, sharedY])]),
  ];
};
