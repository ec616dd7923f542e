import { plain, type Paint } from './paint.ts';

const pad = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();

/** Aligned columns under a heading, two spaces apart. Cells are plain text; every line ends with a newline. */
export const table = (
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint = plain,
): string => {
  const widths = heading.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [paint('faint', pad(heading, widths)), ...rows.map((row) => pad(row, widths))].join('\n') + '\n';
};

/** `1 pod`, `2 pods`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `640 ms`, `12.3 s`, `2 min 5 s`. */
export const duration = (ms: number): string => {
  if (ms < 9_995) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
