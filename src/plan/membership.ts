// A cluster that leaves its archipelago, and joins it again. Its ranges stay the archipelago's meanwhile: what anybody
// there sends to them is refused at home, as what is sent to a pod that nobody has, and never tries the larger network.

import { together } from '../spec/archipelago.ts';
import type { FaultOf } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { planOf } from './plan.ts';
import { reloads } from './reload.ts';
import type { Change, Disturbance, Step, StepOf } from './step.ts';

type Way = StepOf<'route.add' | 'neighbour.add' | 'fdb.add'>;

/**
 * To a ruleset that does not know whoever is at the end of a way he is a stranger: pods may be translated towards him, and
 * a strict node drops his frames. So a way is never there without a ruleset that knows him: on leaving the ways go first,
 * and on joining the rulesets come first.
 */
export const memberLeft = (lab: Lab, { cluster: name }: FaultOf<'member-left'>): Disturbance => {
  const leaver = lab.clusters.find((one) => one.name === name);
  const members = lab.clusters.filter((one) => leaver !== undefined && together(one, leaver));
  if (leaver === undefined || members.length < 2)
    throw new Error(`${lab.name} has no archipelago that ${name} can leave`);
  const nodes = members.flatMap((member) => member.nodes.map((node) => node.name));
  const clusters = lab.clusters.map((one) => (one === leaver ? { ...one, archipelago: name } : one));
  const [whole, apart] = [planOf(lab), planOf({ ...lab, clusters })];
  const kept = new Set(apart.steps.filter(isWay).map(wordsOf));
  const ways = whole.steps.filter(isWay).filter((step) => !kept.has(wordsOf(step)));
  const why = `${name} leaves ${leaver.archipelago ?? 'its archipelago'}`;
  return {
    why,
    breaks: [
      ...ways.toReversed().map((of): Change => ({ do: 'undo', netns: of.netns, of, why })),
      ...reloads(apart, nodes),
    ],
    mends: [...reloads(whole, nodes), ...ways],
  };
};

/** Refusals are no ways. */
const isWay = (step: Step): step is Way =>
  (step.do === 'route.add' && step.type === undefined) || step.do === 'neighbour.add' || step.do === 'fdb.add';

const wordsOf = (step: Way): string => JSON.stringify({ ...step, why: null });
