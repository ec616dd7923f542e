// A plan has two readers. The script that `plan` prints, run by hand, must leave the very network that the agent builds.

import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { inNextLane } from '../../conformance/support/lanes.ts';
import { testOf } from '../../conformance/support/test-of.ts';
import { builtInLabs, readLab } from '../cli/lab-file.ts';
import { bgpLab, islandLab, mixedLab, overlayLab, proxyArpLab } from '../plan/fixture.ts';
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

for (const [name, lab] of labs) {
  testOf(lab)(`${name}: steps and script leave the same kernel state, without root`, alike, lab, true);
  if (isRoot) testOf(lab)(`${name}: steps and script leave the same kernel state, as root`, alike, lab, false);
}
