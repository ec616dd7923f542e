// Judging a "does arrive, whether or not anybody answers": what a textbook cluster lets slip. An arrival needs no controls,
// for it is something that happens; that nothing arrived only counts where what must work did work.

import type { Expectation } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { type Finding, fail, pass } from './finding.ts';
import { unproven } from './silence.ts';

export const judgeArrival = (expectation: Expectation, observed: Observation): Finding => {
  const { arrivesAt = [], sourceSeen } = expectation.expected;
  const arrived = observed.evidence?.seenAt.filter((machine) => arrivesAt.includes(machine)) ?? [];
  const where = arrived.join(' and ');
  if (arrived.length === 0)
    return unproven(expectation, observed) ?? fail(`it did not arrive at ${arrivesAt.join(' or ')}`);
  if (sourceSeen !== undefined && observed.sourceSeen !== sourceSeen)
    return fail(`it arrived at ${where} from ${observed.sourceSeen ?? 'nobody'}, not from ${sourceSeen}`);
  return pass(`it arrived at ${where} from ${observed.sourceSeen ?? 'somebody'}`);
};
