// A plan has two readers. The script that `plan` prints, run by hand, must leave the very network that the agent builds.

import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { inNextLane } from '../../conformance/support/lanes.ts';
import { testOf } from '../../conformance/support/test-of.ts';
import { builtInLabs, readLab } from '../cli/lab-file.ts';
import { bgpLab, islandLab, mixedLab, overlayLab, proxyArpLab } from '../plan/fixture.ts';
import { planOf } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import type { Lab } from '../spec/lab.ts';
import { byScript, bySteps, type LabState } from './readers.scenario.ts';

const scenarios = import.meta.resolve('./readers.scenario.ts');
const isRoot = process.getuid?.() === 0;

const alike = test.macro((t, lab: Lab, rootless: boolean) =>
  inNextLane(async () => {
    const [built, typed] = await Promise.all([
      runInside(scenarios, bySteps, { args: [lab], rootless }),
      runInside(scenarios, byScript, { args: [lab], rootless }),
    ]);
    t.true(isWhole(built, lab), 'as many machines as the lab has, with routes, and a node with rules');
    t.deepEqual(built, typed);
  }),
);

const isWhole = (state: LabState, { clusters }: Lab): boolean => {
  const machines = Object.values(state);
  const pods = clusters.flatMap(({ nodes }) => nodes.flatMap((node) => node.pods.map(({ name }) => name)));
  return (
    pods.every((pod) => (state[pod]?.routes.length ?? 0) > 0) &&
    machines.some(({ sysctls }) => sysctls.length > 0) &&
    machines.some(({ ruleset }) => ruleset.length > 10)
  );
};

const labs: readonly (readonly [string, Lab])[] = [
  ...(await Promise.all(builtInLabs().map(async ({ name }) => [name, (await readLab(name)).lab] as const))),
  ...(['ipv4', 'ipv6', 'dual'] as const).flatMap((families) => [
    [`an island of ${families}`, islandLab(families)] as const,
    [`an overlay of ${families}`, overlayLab(families)] as const,
    [`ranges of ${families}, announced`, bgpLab(families)] as const,
    [`ranges of ${families}, answered for`, proxyArpLab(families)] as const,
  ]),
  ['an overlay in IPv4, flat in IPv6', mixedLab(4)],
  ['an overlay in IPv6, flat in IPv4', mixedLab(6)],
];

/** What the kernel may grant to root alone: whether it does is the same in every lab that asks for it. */
const asksFor = (step: Step): readonly string[] => {
  const shape = `${step.do} ${Object.keys(step).toSorted().join(' ')}`;
  if (step.do === 'sysctl.set') return [step.key.replace(/\.(conf|neigh)\.\w+\./, '.$1.*.')];
  if (step.do === 'nft.load')
    return [...step.ruleset.matchAll(/^table \w+|type .+ hook \w+|^set|^map/gm)].map(([words]) => words);
  return [step.do === 'daemon.start' ? `${shape} ${step.program}` : shape];
};

const seen = new Set<string>();

for (const [name, lab] of labs) {
  const title = `${name}: steps and script leave the same kernel state`;
  const before = seen.size;
  for (const step of planOf(lab).steps) for (const what of asksFor(step)) seen.add(what);
  if (isRoot) testOf(lab)(`${title}, as root`, alike, lab, false);
  if (!isRoot || seen.size > before) testOf(lab)(`${title}, without root`, alike, lab, true);
}
