// Waiting for what a link is told in the kernel's own time: whether the other end of its cable is up.

import { setTimeout } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { dumpLinks, listRunning } from '../linux/link.ts';
import { openRouteSocket } from '../linux/netlink.ts';
import type { Netns } from '../linux/netns.ts';
import type { StepOf } from '../plan/step.ts';

/** Milliseconds. */
const patience = 5000;
const pause = 1;

export const awaitCarrier = async ({ link, carrier }: StepOf<'link.await'>, netns: Netns): Promise<void> => {
  const index = dumpLinks(netns).find(({ name }) => name === link)?.index;
  if (index === undefined) throw new LabError(`there is no link named ${link}`);
  using socket = openRouteSocket(netns);
  const deadline = performance.now() + patience;
  while (listRunning(socket).has(index) !== carrier) {
    if (performance.now() > deadline)
      throw new LabError(`it ${carrier ? 'passes no packets' : 'still passes packets'} after ${patience / 1000} s`);
    await setTimeout(pause);
  }
};
