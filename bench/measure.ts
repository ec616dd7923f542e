// Wall-clock time, and how a row of the table is printed. The machine is noisy: what counts is the ratio of two things
// measured in turns in one run.

import { execa } from 'execa';

export type Row = {
  readonly what: string;
  readonly measured: string;
  readonly must: string;
  readonly holds: boolean | null;
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds that the work takes. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Each of the works in turn, so many rounds; the median of each, in milliseconds. */
export const inTurns = async (
  rounds: number,
  ...works: readonly (() => Promise<number>)[]
): Promise<readonly number[]> => {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [at, work] of works.entries()) times[at]?.push(await work());
  return times.map(median);
};

export const launcher = new URL('../causeway', import.meta.url).pathname;

/** The whole command, as a user runs it. Throws when it does not end with exit code 0. */
export const causeway = (...args: readonly string[]): Promise<number> => timed(() => execa(launcher, args));

export const ms = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`;

export const printRows = (rows: readonly Row[]): void => {
  const width = (column: 'what' | 'measured'): number => Math.max(...rows.map((row) => row[column].length));
  for (const { what, measured, must, holds } of rows)
    process.stdout.write(
      `${holds === null ? '–' : holds ? '✔' : '✘'} ${what.padEnd(width('what'))}  ${measured.padEnd(width('measured'))}  ${must}\n`,
    );
};
