import { blueprintOf } from '../../src/agent/blueprint.ts';
import { checkLab, type CheckOptions } from '../../src/agent/check.ts';
import { startAgent } from '../../src/agent/client.ts';
import type { Lab } from '../../src/spec/lab.ts';
import type { Report } from '../../src/verdict/verdict.ts';
import { rootless } from './rootless.ts';

type Options = CheckOptions & { readonly rootless?: boolean };

/** Builds the lab, for this alone, and checks it; in a user namespace if it is told to, or must. */
export const checkBuilt = async (lab: Lab, options: Options = {}): Promise<Report> => {
  await using agent = startAgent({ rootless: options.rootless ?? rootless });
  await agent.request('build', blueprintOf(lab, lab.name));
  // Awaited here, for the agent ends with this function.
  return await checkLab(agent, lab, options);
};
