// Which flows nobody answered a moment ago. A broken lab is asked the same in many ways, and would have to be waited for
// each time until the deadline.

import type { Flow } from './flow.ts';
import type { Outcome } from './observation.ts';

/** Milliseconds. */
const moment = 60_000;
const most = 10_000;

const lostAt = new Map<string, number>();

/** By the same way to the same machine, whichever of its ports is asked: what is lost on the way is lost for all of them. */
const keyOf = ({ from, to, protocol, source, nextHop, packetSize, ttl }: Flow): string =>
  [from, to.address, protocol, source, nextHop, packetSize, ttl].join(' ');

export const remember = (flow: Flow, outcome: Outcome): void => {
  const key = keyOf(flow);
  if (outcome !== 'lost') return void lostAt.delete(key);
  if (lostAt.size >= most) lostAt.clear();
  lostAt.set(key, performance.now());
};

export const lostLately = (flow: Flow): boolean => performance.now() - (lostAt.get(keyOf(flow)) ?? -Infinity) < moment;
