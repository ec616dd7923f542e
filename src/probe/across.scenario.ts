// What across.live.test.ts runs in namespaces of its own.

import type { Experiment } from './flow.ts';
import { get, loadRules, withIsland } from './probe.scenario.ts';

/** What was seen across a ruleset, of tables `inet fault`, that is there for a while. */
export const observedAcross = (experiments: readonly Experiment[], at: string, ruleset: string) =>
  withIsland({}, (prober, netns) =>
    prober.observe(experiments, {
      begin: async (between) => {
        loadRules(get(netns, at), ruleset);
        await between();
      },
      end: async (between) => {
        loadRules(get(netns, at), 'delete table inet fault');
        await between();
      },
    }),
  );
