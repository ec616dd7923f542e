// One sending of one flow, and what its sender alone can say about it.

import { randomBytes } from 'node:crypto';
import { kernelClockUs } from '../linux/receive.ts';
import type { Endpoint } from '../linux/socket.ts';
import type { Outcome } from './observation.ts';

/** Who answered, as they say themselves. */
export type Answer = {
  readonly responder: string;
  readonly port: number;
  readonly source: Endpoint;
  /** See Observation. */
  readonly forwardedFor?: string;
};

export type Attempt = {
  readonly outcome: Outcome;
  readonly answer: Answer | null;
  readonly local: Endpoint | null;
  /** By which the capture knows its packets; see identity.ts. */
  readonly key: string | null;
  readonly answeredFrom: string | null;
  readonly closedBothSides: boolean | null;
  /** See Observation. */
  readonly pathMtu?: number;
  readonly proxySaid?: string;
  readonly settings?: Readonly<Record<string, string | null>>;
  readonly detail: string | null;
  readonly startedUs: number;
  readonly tookMs: number;
};

/** An attempt that has been sent. */
export type Underway = {
  readonly done: Promise<Attempt>;
  /** Settles it with what is known so far, at once. */
  readonly giveUp: () => void;
  /** Is it in the middle of a conversation? Then it is not silence that it comes to, and it should have its time. */
  readonly isTalking: () => boolean;
  /** Ends a connection that was to be kept; of anything else there is nothing to end. */
  readonly release: () => void;
};

/** `keep`: a TCP connection stays open after the answer, until it is released. */
export type How = { readonly captured: boolean; readonly keep?: boolean };

/** What a probe learned; the rest is null. */
export type Finding = { readonly outcome: Outcome } & Partial<
  Pick<Attempt, 'answer' | 'answeredFrom' | 'closedBothSides' | 'pathMtu' | 'proxySaid' | 'settings' | 'detail'>
>;

/** What is known of an attempt as soon as it is sent. */
export type Begun = Pick<Attempt, 'local' | 'key'>;

/** What a probe is once it is sent; without `giveUp` it has settled already, without `isTalking` it never does. */
export type Sent = Partial<Omit<Underway, 'done'>> & { readonly begun: Begun };

/** The first finding counts; later ones are passed over. */
export type Settle = (finding: Finding) => void;

/** 64 random bits. Drawn in bulk: asking for 8 bytes at a time took a tenth of a probe's time. */
export const newNonce = (): string => {
  if (nextRandom === random.length) {
    random = randomBytes(4096);
    nextRandom = 0;
  }
  nextRandom += nonceLength;
  return random.toString('hex', nextRandom - nonceLength, nextRandom);
};

const nonceLength = 8;
let random = Buffer.alloc(0);
let nextRandom = 0;

/**
 * Runs a probe. `send` sends, and returns what is known then and how to give up. A probe that throws, or settles
 * while it sends, is done at once.
 */
export const attemptOf = (send: (settle: Settle) => Sent): Underway => {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const startedUs = kernelClockUs();
  const started = performance.now();
  const finished = (begun: Begun): Promise<Attempt> =>
    promise.then((finding) => ({ ...nothing, ...begun, ...finding, startedUs, tookMs: performance.now() - started }));
  try {
    const { begun, giveUp = () => {}, isTalking = () => false, release = () => {} } = send(resolve);
    return { done: finished(begun), giveUp, isTalking, release };
  } catch (error) {
    resolve({ outcome: 'tool-error', detail: error instanceof Error ? error.message : String(error) });
    return { done: finished({ local: null, key: null }), giveUp: () => {}, isTalking: () => false, release: () => {} };
  }
};

const nothing = { answer: null, answeredFrom: null, closedBothSides: null, detail: null } as const;
