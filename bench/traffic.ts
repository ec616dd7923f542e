// How fast a running lab is looked at.

import { checkLab } from '../src/agent/check.ts';
import { startAgent, type AgentConnection } from '../src/agent/client.ts';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { readLab } from '../src/cli/lab-file.ts';
import { flowTo } from '../src/model/flows.ts';
import type { Experiment } from '../src/probe/flow.ts';
import type { Lab, Pod } from '../src/spec/lab.ts';
import { labOf } from './labs.ts';
import { inTurns, ms, type Row, timed } from './measure.ts';

const rounds = 5;

const podsOf = (lab: Lab): readonly Pod[] => lab.clusters.flatMap(({ nodes }) => nodes.flatMap(({ pods }) => pods));

const tcp = { protocol: 'tcp', family: 4 } as const;

/** Every ordered pair of pods, over TCP, both ends closing. */
const allPairs = (lab: Lab): readonly Experiment[] =>
  podsOf(lab).flatMap((from) =>
    podsOf(lab)
      .filter((to) => to !== from)
      .map((to) => ({ flow: flowTo(from.name, to, tcp), tries: 1, controls: [], capture: false })),
  );

/** The outsider tries every pod of an island directly; each has its own pair of controls. */
const silences = (lab: Lab, tries: number): readonly Experiment[] =>
  lab.clusters.flatMap(({ nodes }) =>
    nodes.flatMap((node) =>
      node.pods.map((pod) => ({
        flow: flowTo('other', pod, tcp),
        tries,
        controls: [flowTo('other', node, tcp), flowTo(node.name, pod, tcp)],
        capture: true,
      })),
    ),
  );

const observe = async (
  agent: AgentConnection,
  experiments: readonly Experiment[],
  wanted: (outcome: string) => boolean,
): Promise<number> =>
  timed(async () => {
    const { observations } = await agent.request('observe', { experiments });
    const wrong = observations.flat().find(({ outcome }) => !wanted(outcome));
    if (wrong !== undefined) throw new Error(`a probe was ${wrong.outcome}: ${wrong.detail}`);
  });

const isSilence = (outcome: string): boolean => outcome === 'lost' || outcome === 'unreachable';

export const traffic = async (): Promise<readonly Row[]> => {
  using file = labOf('island', { nodes: 2, podsPerNode: 50 });
  const { lab, source } = await readLab(file.file);
  await using agent = startAgent({ rootless: process.getuid?.() !== 0 });
  await agent.request('build', blueprintOf(lab, source));
  const pairs = allPairs(lab);
  const [flows = 0, one = 0, many = 0] = await inTurns(
    rounds,
    () => observe(agent, pairs, (outcome) => outcome === 'reached'),
    () => observe(agent, silences(lab, 1).slice(0, 1), isSilence),
    () => observe(agent, silences(lab, 20), isSilence),
  );
  const rate = pairs.length / (flows / 1000);
  const suite = await timed(() => checkLab(agent, lab));
  return [
    {
      what: 'verified TCP flows',
      measured: `${Math.round(rate)} a second`,
      must: '≥ 4,000 a second',
      holds: rate >= 4000,
    },
    { what: `all ${pairs.length} ordered pairs of 100 pods`, measured: ms(flows), must: '≤ 4 s', holds: flows <= 4000 },
    { what: 'one proven negative', measured: ms(one), must: '≤ 100 ms', holds: one <= 100 },
    { what: `${silences(lab, 20).length * 20} proven negatives at once`, measured: ms(many), must: '', holds: null },
    { what: 'check of 100 pods, lab up already', measured: ms(suite), must: '', holds: null },
  ];
};
