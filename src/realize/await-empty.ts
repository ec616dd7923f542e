// Waiting for sets of nftables to lose their elements, which they do when they have not been renewed for long enough.

import type { Netns } from '../linux/netns.ts';
import { listRuleset } from '../linux/nft.ts';
import type { StepOf } from '../plan/step.ts';
import { until } from './until.ts';

/** Milliseconds. */
const pause = 20;

/** Returns in time, empty or not: that it never is, is for a probe to find out. */
export const awaitEmpty = async (step: StepOf<'set.await-empty'>, netns: Netns): Promise<void> => {
  const isEmpty = async (): Promise<boolean> => !hasElements(await listRuleset(netns), step);
  await until(isEmpty, { patience: step.seconds * 1000, pause });
};

const hasElements = (ruleset: string, { family, sets }: StepOf<'set.await-empty'>): boolean => {
  const [, table = ''] = ruleset.split(`table ${family === 4 ? 'ip' : 'ip6'} causeway {\n`);
  return sets.some((set) => {
    const [, after = ''] = table.split(`\tset ${set} {\n`);
    const [body = ''] = after.split('\n\t}\n');
    return body.includes('elements = ');
  });
};
