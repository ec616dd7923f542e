// A pod is no more, and another one on its node is given its addresses: the node leads them to that one's cable.

import type { FaultOf } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { alone } from './family.ts';
import { planOf } from './plan.ts';
import { withdrawal } from './reload.ts';
import type { Change, Disturbance, Step, StepOf } from './step.ts';

type Way = StepOf<'route.add' | 'neighbour.add'>;

export const addressesRecycled = (lab: Lab, { pod, by }: FaultOf<'addresses-recycled'>): Disturbance => {
  const home = lab.clusters
    .flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node })))
    .find(({ node }) => node.pods.some(({ name }) => name === pod));
  const addresses = home?.node.pods.find(({ name }) => name === pod)?.addresses ?? [];
  if (home === undefined) throw new Error(`${lab.name} has no pod ${pod}`);
  const { steps } = planOf(lab);
  const node = home.node.name;
  const ways = waysTo(steps, node, pod);
  const mac = waysTo(steps, node, by).flatMap((step) => (step.do === 'neighbour.add' ? [step.mac] : []))[0] ?? '';
  const why = `${by} has the addresses that ${pod} had`;
  const moved = ways.map((step): Way => ({ ...step, link: by, ...(step.do === 'neighbour.add' ? { mac } : {}), why }));
  const own = addresses.map((address): StepOf<'address.add'> => ({
    ...{ do: 'address.add', netns: by, link: 'eth0', address: alone(address), why },
  }));
  const services = withdrawal(lab, { cluster: home.cluster, pods: [pod] });
  return {
    why,
    breaks: [...services.breaks, ...ways.toReversed().map(undo), ...own, ...moved],
    mends: [...[...own, ...moved].toReversed().map(undo), ...ways, ...services.mends],
  };
};

/** A node's end of a pod's cable. */
const waysTo = (steps: readonly Step[], node: string, pod: string): readonly Way[] =>
  steps
    .filter((step) => step.do === 'route.add' || step.do === 'neighbour.add')
    .filter((step) => step.netns === node && step.link === pod);

const undo = (step: Way | StepOf<'address.add'>): Change => ({
  ...{ do: 'undo', netns: step.netns, of: step, why: step.why },
});
