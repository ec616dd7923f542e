// The conformance suite on a running lab: the oracle says what to expect, the agent says what it saw, the judge decides.

import type { Expectation } from '../model/expectation.ts';
import { experimentOf, expectationsOf } from '../model/expectations.ts';
import type { CheckProgress } from '../plan/progress.ts';
import type { Lab } from '../spec/lab.ts';
import { judge } from '../verdict/judge.ts';
import { reportOf } from '../verdict/report.ts';
import type { Claim, Report } from '../verdict/verdict.ts';
import type { AgentConnection } from './client.ts';
import { tallyOf, type Tally } from './tally.ts';
import { checkUnderFaults, groupsIn } from './under-faults.ts';

export type CheckOptions = {
  /** Which claims; all of them when left out. */
  readonly only?: ((expectation: Expectation) => boolean) | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
};

type Connection = Pick<AgentConnection, 'request'>;

/** Checks every claim of the lab's declared model. The connection's agent must have built that lab. */
export const checkLab = async (
  connection: Connection,
  lab: Lab,
  { only, onProgress = () => {} }: CheckOptions = {},
): Promise<Report> => {
  const started = performance.now();
  const expectations = expectationsOf(lab).filter((expectation) => only?.(expectation) ?? true);
  const tried = expectations.filter(({ skip }) => skip === undefined);
  const calm = tried.filter(({ under }) => under === undefined);
  const groups = groupsIn(tried);
  const [total, skipped] = [expectations.length, expectations.length - tried.length];
  const tally = tallyOf({ total, skipped, parts: groups.length + Math.min(calm.length, 1) }, onProgress);
  const claimed = new Map([
    ...(await checkCalm(connection, calm, tally)),
    // Last, for they break the lab before they mend it.
    ...(await checkUnderFaults({ connection, lab, tally }, groups)),
  ]);
  const claims = expectations.map((expectation) => claimed.get(expectation) ?? judge(expectation, []));
  return reportOf(lab.name, claims, performance.now() - started);
};

const checkCalm = async (
  connection: Connection,
  calm: readonly Expectation[],
  tally: Tally,
): Promise<readonly (readonly [Expectation, Claim])[]> => {
  if (calm.length === 0) return [];
  tally.begin('the lab as it is');
  const experiments = calm.map(experimentOf);
  const { observations } = await connection.request('observe', { experiments }, ({ done }) => tally.found(done));
  const claimed = calm.map((expectation, i) => [expectation, judge(expectation, observations[i] ?? [])] as const);
  tally.judged(claimed.map(([, claim]) => claim));
  return claimed;
};
