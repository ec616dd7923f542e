// What a drawing is made of, and how much room text takes. All text is monospaced, so that its width is known wherever
// it is shown and no two texts ever meet.

export type Point = readonly [x: number, y: number];

export type TextLook = 'heading' | 'strong' | 'plain' | 'faint';
export type AreaLook = 'network' | 'archipelago' | 'cluster' | 'district' | 'node' | 'pod' | 'host' | 'core';
export type LineLook = 'lan' | 'leg' | 'own' | 'overlay' | 'own-leg' | 'in' | 'out' | 'both';

export type Shape =
  /** A closed outline. Drawn in order: later ones lie on top. */
  | { readonly kind: 'area'; readonly look: AreaLook; readonly points: readonly Point[] }
  /** `ends`: where the arrowheads are. */
  | {
      readonly kind: 'line';
      readonly look: LineLook;
      readonly points: readonly Point[];
      readonly ends?: 'first' | 'last' | 'both';
    }
  /** Joins a line to the line it ends on; lines that cross without one are not joined. */
  | { readonly kind: 'joint'; readonly look: LineLook; readonly at: Point }
  /** `at` is the left end of the base line. */
  | { readonly kind: 'text'; readonly look: TextLook; readonly at: Point; readonly text: string };

export type Drawing = { readonly width: number; readonly height: number; readonly shapes: readonly Shape[] };

export const fontSizes = { heading: 14, strong: 12, plain: 12, faint: 11 } as const satisfies Record<TextLook, number>;

/** A little more than the widest of the usual monospaced fonts (DejaVu Sans Mono: 0.602 em). */
const advance = 0.61;

export const lineHeight = 17;

export const widthOf = (look: TextLook, text: string): number => Math.ceil(text.length * fontSizes[look] * advance);

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export const area = (look: AreaLook, { x, y, width, height }: Box): Shape => ({
  kind: 'area',
  look,
  points: [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ],
});

export const text = (look: TextLook, at: Point, words: string): Shape => ({ kind: 'text', look, at, text: words });

export const line = (look: LineLook, ...points: readonly Point[]): Shape => ({ kind: 'line', look, points });

export const joint = (look: LineLook, at: Point): Shape => ({ kind: 'joint', look, at });
