// The conformance suite on a running lab: the oracle says what to expect, the agent says what it saw, the judge decides.

import type { Expectation } from '../model/expectation.ts';
import { experimentOf, expectationsOf } from '../model/expectations.ts';
import type { Lab } from '../spec/lab.ts';
import { judge } from '../verdict/judge.ts';
import { reportOf } from '../verdict/report.ts';
import type { Report } from '../verdict/verdict.ts';
import type { AgentConnection } from './client.ts';
import { checkUnderFaults } from './under-faults.ts';

export type CheckOptions = {
  /** Which claims; all of them when left out. */
  readonly only?: ((expectation: Expectation) => boolean) | undefined;
};

/** Checks every claim of the lab's declared model. The connection's agent must have built that lab. */
export const checkLab = async (
  connection: Pick<AgentConnection, 'request'>,
  lab: Lab,
  { only }: CheckOptions = {},
): Promise<Report> => {
  const started = performance.now();
  const expectations = expectationsOf(lab).filter((expectation) => only?.(expectation) ?? true);
  const tried = expectations.filter(({ skip }) => skip === undefined);
  const calm = tried.filter(({ under }) => under === undefined);
  const { observations } = await connection.request('observe', { experiments: calm.map(experimentOf) });
  const claimed = new Map([
    ...calm.map((expectation, i) => [expectation, judge(expectation, observations[i] ?? [])] as const),
    // Last, for they break the lab before they mend it.
    ...(await checkUnderFaults(connection, lab, tried)),
  ]);
  const claims = expectations.map((expectation) => claimed.get(expectation) ?? judge(expectation, []));
  return reportOf(lab.name, claims, performance.now() - started);
};
