import { blueprintOf } from '../../src/agent/blueprint.ts';
import { checkLab, type CheckOptions } from '../../src/agent/check.ts';
import { startAgent } from '../../src/agent/client.ts';
import type { Lab } from '../../src/spec/lab.ts';
import type { Report } from '../../src/verdict/verdict.ts';
import { rootless } from './rootless.ts';

/** Builds the lab, for this alone, and checks it. */
export const checkBuilt = async (lab: Lab, options?: CheckOptions): Promise<Report> => {
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, lab.name));
  // Awaited here, for the agent ends with this function.
  return await checkLab(agent, lab, options);
};
