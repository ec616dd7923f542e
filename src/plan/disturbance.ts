// What happens to a lab that is up: steps that break it, and steps that mend it.

import type { Fault, FaultOf } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { bgpCut, bgpRestored } from './bgp-cut.ts';
import { forgotten, heardAgain } from './convergence.ts';
import { planOf } from './plan.ts';
import { returnSteps, takeoverSteps } from './vrrp.ts';
import type { Change, Disturbance, Plan } from './step.ts';

/** Throws for a fault of something that the lab does not have: whoever names it has read another lab. */
export const disturbanceOf = (lab: Lab, fault: Fault): Disturbance => {
  const plan = planOf(lab);
  switch (fault.kind) {
    case 'node-down':
      return nodeDown(lab, plan, fault);
    case 'bgp-cut':
      return bgpCut(lab, fault.node);
    case 'bgp-restored':
      return bgpRestored(lab, fault.node);
    case 'ruleset-reloaded':
      return rulesetReloaded(fault);
    case 'conntrack-flushed':
      return conntrackFlushed(fault);
    case 'endpoints-gone':
      return endpointsGone(lab, fault);
  }
};

/**
 * At the far ends of its cables, as when somebody pulls them out of the switches: its own routes stay as they are, so that
 * there is nothing to build anew once they are plugged in again.
 */
const nodeDown = (lab: Lab, plan: Plan, { node }: FaultOf<'node-down'>): Disturbance => {
  const why = `${node} goes down: its cables are pulled`;
  const cables = cablesOf(plan, node);
  return {
    why,
    breaks: [
      ...cables.map(({ far }): Change => ({ do: 'link.down', netns: far.netns, link: far.name, why })),
      ...cables.map(({ near }): Change => ({ do: 'link.await-loss', netns: node, link: near.name, why })),
      ...forgotten(lab, node),
      ...takeoverSteps(lab, node),
    ],
    mends: [
      ...cables.map(({ far }): Change => ({
        ...{ do: 'link.up', netns: far.netns, link: far.name, why: `${node} is up again: its cables are plugged in` },
      })),
      ...heardAgain(lab, node),
      ...returnSteps(lab, node),
    ],
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

/** The ruleset that it has, whatever that is: somebody who looks after a node does not know more. */
const rulesetReloaded = ({ node }: FaultOf<'ruleset-reloaded'>): Disturbance => {
  const why = `${node} loads its ruleset anew`;
  return { why, breaks: [{ do: 'nft.reload', netns: node, why }], mends: [] };
};

const conntrackFlushed = ({ node, forGood }: FaultOf<'conntrack-flushed'>): Disturbance => {
  const why = `${node} forgets all connections`;
  const forget: Change = { do: 'conntrack.forget', netns: node, why };
  if (forGood === undefined) return { why, breaks: [forget], mends: [] };
  const takeUp = (value: '0' | '1', because: string): Change => ({
    ...{ do: 'sysctl.set', netns: node, key: 'net.netfilter.nf_conntrack_tcp_loose', value, why: because },
  });
  return {
    why,
    breaks: [takeUp('0', `${node} takes no connection up from the middle`), forget],
    mends: [takeUp('1', `${node} takes connections up again, as Linux does unless told otherwise`)],
  };
};

/**
 * As kube-proxy does it: new connections go elsewhere as soon as the rules say so. Over UDP there are no new ones as long
 * as the client keeps its port, so each node must forget those that it has.
 */
const endpointsGone = (lab: Lab, fault: FaultOf<'endpoints-gone'>): Disturbance => {
  const why = `${fault.pods.join(' and ')} no longer ${fault.pods.length === 1 ? 'serves' : 'serve'} ${fault.service}`;
  const nodes = lab.clusters.filter(({ name }) => name === fault.cluster).flatMap((cluster) => cluster.nodes);
  const names = nodes.map(({ name }) => name);
  const addresses = nodes
    .flatMap(({ pods }) => pods)
    .filter(({ name }) => fault.pods.includes(name))
    .flatMap((pod) => pod.addresses);
  const forgets = names.flatMap((netns) =>
    addresses.map((from): Change => ({ do: 'conntrack.forget', netns, answered: { transport: 'udp', from }, why })),
  );
  return {
    why,
    breaks: [...reloads(planOf(withoutEndpoints(lab, fault)), names), ...forgets],
    mends: reloads(planOf(lab), names),
  };
};

const withoutEndpoints = (lab: Lab, { cluster, service, pods }: FaultOf<'endpoints-gone'>): Lab => ({
  ...lab,
  clusters: lab.clusters.map((one) => ({
    ...one,
    services: one.services.map((other) => {
      const isMeant = one.name === cluster && other.name === service;
      return isMeant ? { ...other, endpoints: other.endpoints.filter((pod) => !pods.includes(pod)) } : other;
    }),
  })),
});

/** The rulesets that the plan gives these nodes, in place of those that they have. */
const reloads = ({ steps }: Plan, nodes: readonly string[]): readonly Change[] =>
  steps
    .filter((step) => step.do === 'nft.load')
    .filter(({ netns }) => nodes.includes(netns))
    .map(({ netns, ruleset, why }) => ({ do: 'nft.load', netns, ruleset: instead(ruleset), why }));

/** The same tables in place of those that are there, in one go: at no moment is there neither. */
const instead = (ruleset: string): string => {
  const tables = [...ruleset.matchAll(/^table (\S+ \S+) \{$/gm)].map(([, table]) => table);
  return `${tables.map((table) => `table ${table}\ndelete table ${table}\n`).join('')}${ruleset}`;
};
