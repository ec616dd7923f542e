// Sending many flows at once.

import type { Attempt, Underway } from './attempt.ts';
import type { Flow } from './flow.ts';
import { lostLately, remember } from './lost.ts';

export type Start = (flow: Flow) => Underway;

/** A SYN that was lost is sent again after one second: two seconds let a slow answer be seen as slow, not as lost. */
const deadlineMs = 2000;
const turns = 20;
/** For whom nobody answered a moment ago. */
const fewTurns = 5;
/** Nobody has been answered for so long. */
const quietMs = 700;
const latestMs = 10_000;
const atOnce = 256;
/** HTTP takes several times the work of a line of text, through a proxy twice that, and many turns of the event loop. */
const httpAtOnce = 16;
/** An ordinary user's responder has room for half as many again of the largest packets: see `openReceiving`. */
const largeAtOnce = 128;

/** Sends every flow, so many at once, and gives each one until its deadline. Results are in the order of `flows`. */
export const sendAll = async (flows: readonly Flow[], start: Start): Promise<readonly Attempt[]> => {
  const attempts: Attempt[] = [];
  attempts.length = flows.length;
  const inLanes = async (some: readonly (readonly [number, Flow])[], most: number): Promise<void> => {
    const remaining = some.values();
    const lane = async (): Promise<void> => {
      for (const [index, flow] of remaining) attempts[index] = await sendOne(flow, start);
    };
    await Promise.all(Array.from({ length: Math.min(most, some.length) }, lane));
  };
  const { plain = [], large = [], http = [] } = Object.groupBy(flows.entries(), ([, flow]) => laneOf(flow));
  await Promise.all([inLanes(plain, atOnce), inLanes(large, largeAtOnce)]);
  // Afterwards: among hundreds of others every turn would take long, and whoever needs many would be late.
  await inLanes(http, httpAtOnce);
  return attempts;
};

const laneOf = ({ http, packetSize }: Flow): 'plain' | 'large' | 'http' => {
  if (http !== undefined) return 'http';
  return packetSize === undefined ? 'plain' : 'large';
};

/** Sends one flow, and is not as patient with it as it was the last time, when that was for nothing. */
export const sendOne = async (flow: Flow, start: Start): Promise<Attempt> => {
  const hopeless = lostLately(flow);
  let attempt = await untilDeadline(start(flow), { hopeless });
  for (let again = hangsOnIcmp(flow) && !hopeless ? askAgain : 0; again > 0 && attempt.outcome === 'lost'; again -= 1)
    attempt = await untilDeadline(start(flow));
  remember(flow, attempt.outcome);
  return attempt;
};

/**
 * ICMP is sent by one socket for each processor, whichever namespace it is for (icmp_sk, net/ipv4/icmp.c), and that has
 * room for 130 kB. When as much waits for a neighbour who is not there, of whatever lab on this host, nobody is answered
 * an echo or told an error, until the neighbour is given up after three seconds. TCP would ask again by itself.
 */
const askAgain = 2;

/** Where one of several answers, a second question may go to another one: there each loss counts. */
const hangsOnIcmp = ({ protocol, ttl, packetSize, to }: Flow): boolean => {
  if (to.machines.length > 1) return false;
  const hasLimits = ttl !== undefined || packetSize !== undefined;
  return protocol === 'icmp' || (protocol === 'udp' && (hasLimits || to.port === discard));
};

/** Nobody answers there (RFC 863): it is an error that comes back. */
const discard = 9;

/**
 * Gives up at the deadline, after one more look at what has come: on a machine with too much to do the answer may have
 * been waiting for us, and not we for it. (Timers run before the event loop reads sockets, immediates after.) For the
 * same reason it is turns of the event loop that count, not the clock: in each of them we have listened, while for as
 * long as somebody else had the processor we have not. The kernel can be late as well, when its own thread must wait to
 * carry packets: as long as others still get their answers, this one's may be on its way.
 */
export const untilDeadline = async ({ done, giveUp }: Underway, { hopeless = false } = {}): Promise<Attempt> => {
  const latest = performance.now() + latestMs;
  let left = hopeless ? fewTurns : turns;
  const turned = (): void => {
    left -= 1;
    const now = performance.now();
    if (left <= 0 && (now - lastAnswered > quietMs || now > latest)) setImmediate(() => setImmediate(giveUp));
    else timer = setTimeout(turned, deadlineMs / turns);
  };
  let timer = setTimeout(turned, deadlineMs / turns);
  try {
    const attempt = await done;
    if (attempt.answer !== null) lastAnswered = performance.now();
    return attempt;
  } finally {
    clearTimeout(timer);
  }
};

/** When anybody was last answered. There is one kernel, whoever asks. */
let lastAnswered = 0;
