// A private lab, one thing in it broken, and the whole suite run over it.

import { readFileSync } from 'node:fs';
import { blueprintOf } from '../../src/agent/blueprint.ts';
import { checkLab } from '../../src/agent/check.ts';
import { type AgentConnection, startAgent } from '../../src/agent/client.ts';
import { ended, environmentInside, startInside } from '../../src/cli/inside.ts';
import { readLab } from '../../src/cli/lab-file.ts';
import type { Proxy } from '../../src/proxy/proxy.ts';
import type { Expectation } from '../../src/model/expectation.ts';
import type { Disturbance } from '../../src/plan/step.ts';
import type { Report, Verdict } from '../../src/verdict/verdict.ts';
import { rootless } from './rootless.ts';

export type Fault = {
  /** The machine that is broken, and the shell commands that do it. */
  readonly at: string;
  readonly by: string;
};

/**
 * What the suite says of the built-in lab of that name after each of the faults was done to it, in order. What survives a
 * change takes a change to see, and where it does not, several deadlines: that is left out.
 */
export const checkBroken = (labName: string, ...faults: readonly Fault[]): Promise<Report> =>
  checkAfter(labName, faults, (expectation) => !isOfSurvival(expectation));

/** The same of what survives a change alone, and of what does not outlive it; `alter` makes of a change another one. */
export const checkSurvival = (
  labName: string,
  faults: readonly Fault[],
  alter: (change: Disturbance) => Disturbance = (change) => change,
): Promise<Report> => checkAfter(labName, faults, isOfSurvival, alter);

export const isOfSurvival = ({ id }: Expectation): boolean => /^(SVC-0[456]|FAIL-0[1245]|X-10)$/.test(id);

const checkAfter = async (
  labName: string,
  faults: readonly Fault[],
  only: (expectation: Expectation) => boolean,
  alter?: (change: Disturbance) => Disturbance,
): Promise<Report> => {
  const { lab, source } = await readLab(labName);
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, source));
  for (const { at, by } of faults) await runAt(agent.pid, at, by);
  // Awaited here, for the agent ends with this function.
  return await checkLab(alter === undefined ? agent : altering(agent, alter), lab, { only });
};

const altering = (
  { request }: Pick<AgentConnection, 'request'>,
  alter: (change: Disturbance) => Disturbance,
): Pick<AgentConnection, 'request'> => ({
  request: (method, params, onProgress) =>
    request(
      method,
      'disturbance' in params ? { ...params, disturbance: alter(params.disturbance) } : params,
      onProgress,
    ),
});

/** The same of a lab whose proxies were told something else than the lab file says. */
export const checkMisled = async (
  labName: string,
  mislead: (proxies: readonly Proxy[]) => readonly Proxy[],
): Promise<Report> => {
  const { lab, source } = await readLab(labName);
  await using agent = startAgent({ rootless });
  const blueprint = blueprintOf(lab, source);
  await agent.request('build', { ...blueprint, proxies: mislead(blueprint.proxies) });
  return await checkLab(agent, lab);
};

/** A private agent's pid is that of unshare(1), whose only child is the agent. */
const runAt = async (unshare: number, machine: string, script: string): Promise<void> => {
  const pid = Number(readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').trim());
  const command = ['sh', '-ec', script];
  const child = startInside(
    { place: { pid, rootless, machine }, command, environment: environmentInside() },
    'capture',
  );
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const exitCode = await ended(child);
  if (exitCode !== 0) throw new Error(`the fault could not be made at ${machine}: ${script}: ${said}`);
};

/** Ids of the claims with that verdict, each once, in order. */
export const idsWith = ({ claims }: Report, verdict: Verdict): readonly string[] =>
  [...new Set(claims.filter((claim) => claim.verdict === verdict).map(({ id }) => id))].toSorted();
