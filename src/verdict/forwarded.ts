// Who the client is, as a proxy tells the endpoint: with connections of the proxy's own, there is no other way to know.

import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';

export const forwardedMismatches = (expected: Expected, observed: Observation): readonly string[] => {
  const { responder, forwardedFor, forwardedOwner } = observed;
  const who = responder ?? 'the far end';
  const told = forwardedFor === undefined ? 'not told who the client is' : `told that the client is ${forwardedFor}`;
  const owned = forwardedOwner === undefined ? 'owned by nobody' : `of ${forwardedOwner}`;
  const { forwardedFor: wanted, forwardedOwner: owners } = expected;
  return [
    ...(wanted === undefined || wanted === (forwardedFor ?? null)
      ? []
      : [`${who} was ${told}, not ${wanted ?? 'nothing of a client'}`]),
    ...(owners === undefined || owners.includes(forwardedOwner ?? '')
      ? []
      : [
          `${who} was ${told}${forwardedFor === undefined ? '' : ` (${owned})`}, not an address of ${owners.join(' or ')}`,
        ]),
  ];
};

/** `, for 10.128.1.1 (other)` */
export const toldOf = ({ forwardedFor, forwardedOwner }: Observation): string =>
  forwardedFor === undefined
    ? ''
    : `, for ${forwardedFor}${forwardedOwner === undefined ? '' : ` (${forwardedOwner})`}`;
