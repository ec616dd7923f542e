// What it takes to look at a lab. It is loaded apart from what it takes to build one, which many a lab takes less time for.

import type { Disturbance } from '../plan/step.ts';
import type { Experiment } from '../probe/flow.ts';
import type { Observation } from '../probe/observation.ts';
import type { Prober } from '../probe/observe.ts';
import { loadAnswers } from '../probe/responder.ts';
import type { Realized } from '../realize/netns.ts';
import type { Disturbed } from './disturb.ts';
import type { MachineState } from './protocol.ts';

export type Look = {
  readonly observe: (
    experiments: readonly Experiment[],
    onFound: (experiments: number) => void,
  ) => Promise<readonly (readonly Observation[])[]>;
  readonly inspect: (machine?: string) => Promise<readonly MachineState[]>;
  readonly disturb: (disturbance: Disturbance, experiments: readonly Experiment[]) => Promise<Disturbed>;
};

export const lookAt = (lab: Realized): Look => {
  // One for all who ask: what they send must not get into each other's way.
  let only: Promise<Prober> | undefined;
  const prober = (): Promise<Prober> =>
    (only ??= loadProber().then(({ createProber }) => createProber({ netns: lab.netns })));
  return {
    observe: async (experiments, onFound) => (await prober()).observe(experiments, undefined, onFound),
    inspect: async (machine) => {
      const { inspectMachines } = await loadInspect();
      return inspectMachines(lab.netns, machine);
    },
    disturb: async (disturbance, experiments) => {
      const { observeDisturbed } = await loadDisturb();
      return observeDisturbed({ ...lab, prober: await prober() }, disturbance, experiments);
    },
  };
};

/** A lab that is kept must not need files that a new version of the program may have taken away. */
export const loadAll = (): Promise<unknown> =>
  Promise.all([loadProber(), loadDisturb(), loadInspect(), loadAnswers().then(({ loadHttp }) => loadHttp())]);

const loadProber = () => import('../probe/observe.ts');
const loadDisturb = () => import('./disturb.ts');
const loadInspect = () => import('./inspect.ts');
