// Where the things of a lab file stand in its text.

import type { LineCounter } from 'yaml';
import { escaped, type Finding, type Path } from './finding.ts';

/** Offsets into the text: of a key (or list entry), of what it holds, and of what is inside that. */
export type Place = {
  readonly key: number;
  readonly value: number;
  readonly children: ReadonlyMap<string | number, Place>;
};

/** A problem at an offset of the text. */
export type Spot = { readonly offset: number; readonly message: string; readonly hint: string };

export const spotOf = (root: Place, { path, at, message, hint }: Finding): Spot => {
  const { place, whole } = follow(root, path);
  return {
    offset: at === 'key' || !whole ? place.key : place.value,
    message: printable(message),
    hint: printable(hint),
  };
};

// Names are quoted from the file, where they may be long or hold what a terminal would obey.
const printable = (text: string): string =>
  (text.length > 400 ? `${text.slice(0, 400)}…` : text).replaceAll(/[^ -~…]/g, escaped);

/** Line and column, both from 1. */
export const lineAndColumn = (
  lines: LineCounter,
  offset: number,
): { readonly line: number; readonly column: number } => {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: offset + 1 } : { line, column: col };
};

// A short form has no place of its own for each of its nodes and pods: the last place that exists stands for them.
const follow = (root: Place, path: Path): { readonly place: Place; readonly whole: boolean } => {
  let place = root;
  for (const step of path) {
    const child = place.children.get(step);
    if (child === undefined) return { place, whole: false };
    place = child;
  }
  return { place, whole: true };
};
