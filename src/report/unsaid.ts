import type { Unsaid } from '../model/unsaid.ts';

/** A line a way on which a custom cluster promises nothing, or not of everything; empty text where there is none. */
export const unsaidText = (unsaid: readonly Unsaid[]): string =>
  unsaid.length === 0 ? '' : `Left unsaid, and so not claimed:\n${unsaid.map((one) => `  ${lineOf(one)}\n`).join('')}`;

const lineOf = ({ cluster, from, to, protocol, family }: Unsaid): string =>
  [
    `${cluster}: ${from} to ${to}`,
    ...(protocol === null ? [] : [`over ${protocol.toUpperCase()}`]),
    ...(family === null ? [] : [`on IPv${family}`]),
  ].join(' ');
