// What happens to a lab that is up: steps that break it, and steps that mend it.

import type { Fault, FaultOf } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { planOf } from './plan.ts';
import type { Change, Disturbance, Plan, StepOf } from './step.ts';

/** Throws for a fault of something that the lab does not have: whoever names it has read another lab. */
export const disturbanceOf = (lab: Lab, fault: Fault): Disturbance => {
  const plan = planOf(lab);
  switch (fault.kind) {
    case 'node-down':
      return nodeDown(plan, fault);
    case 'ruleset-reloaded':
      return rulesetReloaded(plan, fault);
  }
};

/**
 * At the far ends of its cables, as when somebody pulls them out of the switches: its own routes stay as they are, so that
 * there is nothing to build anew once they are plugged in again.
 */
const nodeDown = (plan: Plan, { node }: FaultOf<'node-down'>): Disturbance => {
  const why = `${node} goes down: its cables are pulled`;
  const cables = cablesOf(plan, node);
  return {
    why,
    breaks: [
      ...cables.map(({ far }): Change => ({ do: 'link.down', netns: far.netns, link: far.name, why })),
      ...cables.map(({ near }): Change => ({ do: 'link.await-loss', netns: node, link: near.name, why })),
    ],
    mends: cables.map(({ far }) => ({
      ...{ do: 'link.up', netns: far.netns, link: far.name, why: `${node} is up again: its cables are plugged in` },
    })),
  };
};

type End = { readonly netns: string; readonly name: string };

/** From a node to whatever it is plugged into, its own pods left out. */
const cablesOf = (
  { lab, machines, steps }: Plan,
  node: string,
): readonly { readonly near: End; readonly far: End }[] => {
  const pods = new Set(machines.flatMap((machine) => (machine.kind === 'pod' ? [machine.name] : [])));
  const cables = steps
    .filter((step) => step.do === 'link.veth')
    .filter((step) => step.netns === node && !pods.has(step.peer.netns))
    .map((step) => ({ near: step, far: step.peer }));
  if (cables.length === 0) throw new Error(`${lab} has no node ${node}`);
  return cables;
};

const rulesetReloaded = (plan: Plan, { node }: FaultOf<'ruleset-reloaded'>): Disturbance => ({
  why: `${node} loads its ruleset anew`,
  breaks: loadsOf(plan, node).map(({ ruleset, why }) => ({
    do: 'nft.load',
    netns: node,
    ruleset: instead(ruleset),
    why,
  })),
  mends: [],
});

const loadsOf = ({ steps }: Plan, node: string): readonly StepOf<'nft.load'>[] =>
  steps.filter((step) => step.do === 'nft.load').filter(({ netns }) => netns === node);

/** The same tables in place of those that are there, in one go: at no moment is there neither. */
const instead = (ruleset: string): string => {
  const tables = [...ruleset.matchAll(/^table (\S+ \S+) \{$/gm)].map(([, table]) => table);
  return `${tables.map((table) => `table ${table}\ndelete table ${table}\n`).join('')}${ruleset}`;
};
