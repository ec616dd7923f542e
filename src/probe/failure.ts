// What an error of a socket says about the network. Pure.

import type { Finding } from './attempt.ts';
import type { Outcome } from './observation.ts';

const outcomes: Readonly<Record<string, Outcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOPROTOOPT: 'unreachable',
  // What `prohibit` routes and ICMP's "administratively prohibited" become, and a filter on the sender itself.
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EMSGSIZE: 'too-big',
  ETIMEDOUT: 'lost',
};

/** `code` is an errno's name. One that no network causes is the probe's own trouble. */
export const failure = (code: string, message: string): Finding => ({
  outcome: outcomes[code] ?? 'tool-error',
  detail: message,
});
