// Whole commands, as a user waits for them.

import { causeway, inTurns, ms, type Row } from './measure.ts';

const row = (what: string, took: number, most: number): Row => ({
  what,
  measured: ms(took),
  must: `≤ ${ms(most)}`,
  holds: took <= most,
});

export const commands = async (): Promise<readonly Row[]> => {
  const [check = 0] = await inTurns(5, () => causeway('check', 'island'));
  const quick = [['plan', 'island'], ['predict', 'island'], ['graph', 'island'], ['ls'], ['--help']];
  const times = await inTurns(11, ...quick.map((args) => () => causeway(...args)));
  return [
    row('check island, lab up and down included', check, 3000),
    ...quick.map((args, at) => row(args.join(' '), times[at] ?? Number.NaN, 150)),
  ];
};
