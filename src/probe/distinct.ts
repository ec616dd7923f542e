import type { Experiment } from './flow.ts';

/** For each experiment the one of those that are the same which stands for it. */
export const distinctOf = (experiments: readonly Experiment[]): readonly Experiment[] => {
  const byText = new Map<string, Experiment>();
  return experiments.map((experiment) => {
    const text = JSON.stringify(experiment);
    const same = byText.get(text) ?? experiment;
    byText.set(text, same);
    return same;
  });
};
