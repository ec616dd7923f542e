// Waiting for what a link is told in the kernel's own time: whether the other end of its cable is up.

import { LabError } from '../errors.ts';
import { dumpLinks, listRunning } from '../linux/link.ts';
import { openRouteSocket } from '../linux/netlink.ts';
import type { Netns } from '../linux/netns.ts';
import type { StepOf } from '../plan/step.ts';
import { until } from './until.ts';

/** Milliseconds. */
const patience = 5000;
const pause = 1;

export const awaitCarrier = async ({ link, carrier }: StepOf<'link.await'>, netns: Netns): Promise<void> => {
  const index = dumpLinks(netns).find(({ name }) => name === link)?.index;
  if (index === undefined) throw new LabError(`there is no link named ${link}`);
  using socket = openRouteSocket(netns);
  if (await until(() => listRunning(socket).has(index) === carrier, { patience, pause })) return;
  throw new LabError(`it ${carrier ? 'passes no packets' : 'still passes packets'} after ${patience / 1000} s`);
};
