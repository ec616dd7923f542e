// The line of a lab file that a problem is in, with a caret under the place, as compilers show it.

import type { Paint } from './paint.ts';

/** `text`: the whole line; `line` and `column` count from 1. */
export type Spotted = { readonly text: string; readonly line: number; readonly column: number };

/** Left of the caret at least, where the line is cut. */
const before = 12;

/** Two lines of at most `width` columns, or nothing where the line is empty. */
export const excerpt = (
  { text, line, column }: Spotted,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string => {
  const margin = `${String(line).padStart(5)} | `;
  const at = column - 1;
  // What is not one column wide would move the caret away from its place.
  const shown = text
    .replaceAll('\t', ' ')
    .replaceAll(/[^ -~À-ÿ]/g, '·')
    .trimEnd();
  if (shown === '') return '';
  const room = Math.max(width - margin.length, 2 * before);
  const start = shown.length <= room ? 0 : Math.max(0, Math.min(at - before, shown.length - room));
  const end = start + room;
  const left = start > 0 ? '…' : '';
  const right = end < shown.length ? '…' : '';
  const cut = left + shown.slice(start + left.length, end - right.length) + right;
  const caret = `${' '.repeat(at - start)}${paint('bad', '^')}`;
  return `${paint('faint', margin)}${cut}\n${paint('faint', `${' '.repeat(margin.length - 2)}| `)}${caret}\n`;
};
