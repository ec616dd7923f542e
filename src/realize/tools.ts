// Programs of the host that a plan runs.

import { findTool, type HostTool } from '../linux/host-tools.ts';
import type { Plan } from '../plan/step.ts';

/** Throws HostError for the first that this host lacks. */
export const findTools = (plan: Plan): void => {
  if (plan.steps.some((step) => step.do === 'nft.load')) findTool('nft');
  for (const daemon of daemonsOf(plan)) findTool(daemon);
};

/** Those that run for as long as the lab lasts, and that only some labs need. */
export const daemonsOf = ({ steps }: Plan): ReadonlySet<HostTool> =>
  new Set(steps.flatMap((step) => (step.do === 'daemon.start' ? [step.program] : [])));
