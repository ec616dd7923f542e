// Nodes whose cables are pulled, at the far ends, as when somebody pulls them out of the switches: their own routes stay as
// they are, so that there is nothing to build anew once they are plugged in again.

import type { FaultOf } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { forgotten, heardAgain } from './convergence.ts';
import { mainLink } from './fabric.ts';
import { planOf } from './plan.ts';
import { withdrawal } from './reload.ts';
import { returnSteps, takeoverSteps } from './vrrp.ts';
import type { Change, Disturbance, Plan } from './step.ts';

export const nodeDown = (lab: Lab, { node }: FaultOf<'node-down'>): Disturbance => ({
  why: `${node} goes down: its cables are pulled`,
  ...unplugged(lab, node),
});

const unplugged = (lab: Lab, node: string): Omit<Disturbance, 'why'> => {
  const why = `the cables of ${node} are pulled`;
  const cables = cablesOf(planOf(lab), node);
  return {
    breaks: [
      ...cables.map(({ far }): Change => ({ do: 'link.down', netns: far.netns, link: far.name, why })),
      ...cables.map(({ near }): Change => ({ do: 'link.await', netns: node, link: near.name, carrier: false, why })),
      ...forgotten(lab, node),
      ...takeoverSteps(lab, node),
    ],
    mends: [
      ...cables.map(({ far }): Change => ({
        ...{ do: 'link.up', netns: far.netns, link: far.name, why: `the cables of ${node} are plugged in again` },
      })),
      ...heardAgain(lab, node),
      ...returnSteps(lab, node),
    ],
  };
};

/** The other nodes are told, too. */
export const nodeGone = (lab: Lab, { node }: FaultOf<'node-gone'>): Disturbance => {
  const { breaks, mends } = unplugged(lab, node);
  const withdrawals = lab.clusters.flatMap((cluster) => {
    const pods = cluster.nodes.filter(({ name }) => name === node).flatMap((one) => one.pods.map(({ name }) => name));
    const serve = cluster.services.some(({ endpoints }) => endpoints.some((endpoint) => pods.includes(endpoint)));
    return serve ? [withdrawal(lab, { cluster, pods, deaf: node })] : [];
  });
  return {
    why: `${node} is gone, and no Service counts on its pods`,
    breaks: [...breaks, ...withdrawals.flatMap((one) => one.breaks)],
    mends: [...mends, ...withdrawals.flatMap((one) => one.mends)],
  };
};

/** Over before anybody looks: what was open must have survived it. */
export const linkFlapped = (lab: Lab, { node }: FaultOf<'link-flapped'>): Disturbance => {
  const why = `the cable of ${node} in the larger network is out for a moment`;
  const legs = cablesOf(planOf(lab), node).filter(({ near }) => near.name === mainLink);
  return {
    why,
    breaks: legs.flatMap(({ near, far }): readonly Change[] => [
      { do: 'link.down', netns: far.netns, link: far.name, why },
      { do: 'link.await', netns: node, link: near.name, carrier: false, why },
      { do: 'link.up', netns: far.netns, link: far.name, why },
      { do: 'link.await', netns: node, link: near.name, carrier: true, why },
    ]),
    mends: [],
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
