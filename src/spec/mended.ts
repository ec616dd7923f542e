// A text with the signs put in that it lacks, and the way back from it to where things stand in the file.

import type { Document } from 'yaml';
import { slipsIn, type Slip } from './slips.ts';

/** Times that a text is read again. Where it is no YAML for want of a sign, the next one shows only when that is in. */
const mostReadings = 10;

export type Mended = {
  readonly document: Document.Parsed;
  readonly slips: readonly Slip[];
  /** From an offset of what was read to that of the file. */
  readonly back: (offset: number) => number;
};

export const readMended = (text: string, parse: (text: string) => Document.Parsed): Mended => {
  let slips: readonly Slip[] = [];
  let current = text;
  let document = parse(text);
  for (let reading = 0; reading < mostReadings; reading += 1) {
    const back = backOver(slips);
    const fresh = slipsIn(document, current)
      .map((slip) => ({ ...slip, at: back(slip.at), offset: back(slip.offset) }))
      .filter(({ at }) => slips.every((slip) => slip.at !== at));
    if (fresh.length === 0) break;
    slips = [...slips, ...fresh].toSorted((a, b) => a.at - b.at);
    current = withSigns(text, slips);
    document = parse(current);
  }
  return { document, slips, back: backOver(slips) };
};

const withSigns = (text: string, slips: readonly Slip[]): string => {
  const ends = [...slips.map(({ at }) => at), text.length];
  return text.slice(0, ends[0]) + slips.map(({ at, sign }, index) => sign + text.slice(at, ends[index + 1])).join('');
};

const backOver =
  (slips: readonly Slip[]) =>
  (offset: number): number =>
    offset - slips.filter(({ at }, index) => at + index < offset).length;
