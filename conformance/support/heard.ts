// Whether anybody out there heard of a pod that must not leave.

import type { Claim, Report } from '../../src/verdict/verdict.ts';

/**
 * How the outsider heard of pod-a, if it did. A lone segment is nobody's call, no more is what pod-a says as somebody else,
 * and in the textbook nobody stops them.
 */
export const heard = ({ claims }: Pick<Report, 'claims'>): readonly string[] =>
  claims.filter(isCall).flatMap(({ observed, title }) => {
    if (observed === null) return [];
    const { outcome, sourceSeen } = observed;
    // What is too big for its own link has not left it.
    const silent = ['lost', 'unreachable', 'too-big'].includes(outcome) && sourceSeen === null;
    return silent ? [] : [`${title}: ${outcome}, seen as ${sourceSeen}`];
  });

const isCall = ({ id, from, to }: Claim): boolean =>
  id !== 'LEAK-03' && id !== 'LEAK-07' && from === 'pod-a' && to === 'other';
