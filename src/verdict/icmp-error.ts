// Judging an ICMP error about a flow: that it came, what it says, and that whoever translates the flow translates what the
// error quotes, or the sender could not know that it is meant (RFC 5508, REQ-4 and REQ-5).

import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { type Finding, fail, pass, unknown } from './finding.ts';

export const errorSeen = ({ error: meaning }: Expected, { error, evidence, flow }: Observation): Finding | null => {
  if (meaning === undefined) return null;
  if (evidence === null) return unknown('nothing was captured, so no error was seen');
  if (error === undefined) return fail(`no ICMP error came back to ${flow.from}`);
  if (error.meaning !== meaning) return fail(`the error says ${error.meaning}, not ${meaning}`);
  const about = error.about ?? 'nothing';
  return error.asSent
    ? pass(`${meaning}, quoting what was sent: ${about}`)
    : fail(`the error quotes ${about}, which ${flow.from} did not send`);
};
