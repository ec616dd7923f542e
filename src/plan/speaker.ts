// What a BGP daemon is told, whichever it is. `bird.ts` and `frr.ts` say it in the daemon's own words.

/** One machine's part. */
export type Speaker = {
  readonly machine: string;
  readonly as: number;
  /** Four octets that no other speaker has (RFC 6286). */
  readonly id: string;
  readonly sessions: readonly Session[];
  /** CIDRs that it says are its own. */
  readonly announces: readonly string[];
  /** Ranges within which it takes what it hears. */
  readonly believes: readonly string[] | 'everything';
};

/** One a family, each over addresses of its own family, so that none hangs on the other. */
export type Session = {
  readonly peer: string;
  readonly peerAs: number;
  readonly local: string;
  readonly remote: string;
  /** Waits to be called: only one end calls, so that two calls never cross. */
  readonly passive: boolean;
};

/**
 * Seconds between two signs of life, and without any until a neighbour is given up: the least that RFC 4271 (4.2) allows.
 * BFD would notice in a fraction of that, and on a busy host it would notice what is not there.
 */
export const keepalive = 1;
export const holdTime = 3;

/** Seconds between two calls to a neighbour that does not answer. */
export const retry = 1;

/** Next hops of one route, at most. */
export const mostPaths = 16;
