// A way of the probe's own. Somebody who has a route that the network does not have is tried without giving that route to
// anybody else: only packets with the probe's mark are looked up in the table that has it, and both are gone with the probe.

import { familyOf } from '../spec/address.ts';
import type { Netns } from '../linux/netns.ts';
import { openRouteSocket, request } from '../linux/netlink.ts';
import { addRoute, deleteRoute, type NewRoute } from '../linux/route.ts';
import { addRule, deleteRule, type NewRule } from '../linux/rule.ts';
import { attemptOf, type Underway } from './attempt.ts';
import type { Flow } from './flow.ts';

/** Marks and routing tables alike: numbers that nobody takes by accident. */
const first = 0x4ca5_0000;
const count = 0x1_0000;
/** Asked before every rule of the machine's own, except that of its own addresses. */
const priority = 1;

let next = 0;

/** Tables that say nothing of the machine, for they belong to a probe. */
export const isDetour = (table: number): boolean => table >= first && table < first + count;

/** Sends by `flow.nextHop`, with the mark that `start` is given; without one, as the machine's own routes say. */
export const startBy = (netns: Netns, flow: Flow, start: (mark?: number) => Underway): Underway => {
  if (flow.nextHop === undefined) return start();
  const { nextHop } = flow;
  let close = (): void => {};
  try {
    const [mark, end] = open(netns, flow.to.address, nextHop);
    close = end;
    const underway = start(mark);
    return { ...underway, done: underway.done.finally(close) };
  } catch (error) {
    close();
    return attemptOf(() => {
      throw error;
    });
  }
};

const open = (netns: Netns, address: string, via: string): readonly [mark: number, close: () => void] => {
  const mark = first + next;
  next = (next + 1) % count;
  const family = familyOf(address);
  const route: NewRoute = { family, to: `${address}/${family === 4 ? 32 : 128}`, via, table: mark };
  const rule: NewRule = { family, priority, table: mark, mark };
  send(netns, addRoute(route), addRule(rule));
  return [mark, () => send(netns, deleteRule(rule), deleteRoute(route))];
};

const send = (netns: Netns, ...messages: readonly Buffer[]): void => {
  using socket = openRouteSocket(netns);
  request(socket, messages);
};
