// What happens to a lab that is up: steps that break it, and steps that mend it.

import type { Fault, FaultOf } from '../spec/fault.ts';
import type { Lab } from '../spec/lab.ts';
import { setsOf } from './affinity.ts';
import { bgpCut } from './bgp-cut.ts';
import { memberLeft } from './membership.ts';
import { addressesRecycled } from './recycled.ts';
import { withdrawal } from './reload.ts';
import type { Change, Disturbance } from './step.ts';
import { linkFlapped, nodeDown, nodeGone } from './unplugged.ts';

/** Throws for a fault of something that the lab does not have: whoever names it has read another lab. */
export const disturbanceOf = (lab: Lab, fault: Fault): Disturbance => {
  switch (fault.kind) {
    case 'node-down':
      return nodeDown(lab, fault);
    case 'bgp-cut':
      return bgpCut(lab, fault.node);
    case 'node-gone':
      return nodeGone(lab, fault);
    case 'link-flapped':
      return linkFlapped(lab, fault);
    case 'addresses-recycled':
      return addressesRecycled(lab, fault);
    case 'ruleset-reloaded':
      return rulesetReloaded(fault);
    case 'member-left':
      return memberLeft(lab, fault);
    case 'conntrack-flushed':
      return conntrackFlushed(fault);
    case 'endpoints-gone':
      return endpointsGone(lab, fault);
    case 'affinity-expired':
      return affinityExpired(lab, fault);
  }
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

const endpointsGone = (lab: Lab, { cluster: name, service, pods }: FaultOf<'endpoints-gone'>): Disturbance => {
  const cluster = lab.clusters.find((one) => one.name === name);
  if (cluster === undefined) throw new Error(`${lab.name} has no cluster ${name}`);
  return {
    why: `${pods.join(' and ')} no longer ${pods.length === 1 ? 'serves' : 'serve'} ${service}`,
    ...withdrawal(lab, { cluster, pods, service }),
  };
};

/** A little longer than it takes: sets are cleaned up in the kernel's own time. */
const slack = 2;

const affinityExpired = (lab: Lab, fault: FaultOf<'affinity-expired'>): Disturbance => {
  const why = `no node remembers who called ${fault.service}`;
  const sets = lab.clusters
    .filter(({ name }) => name === fault.cluster)
    .flatMap(({ nodes, services }) =>
      services
        .filter(({ name }) => name === fault.service)
        .flatMap((service) => nodes.flatMap(({ name }) => setsOf(service).map((of) => ({ netns: name, ...of })))),
    );
  return {
    why,
    breaks: sets.map((set): Change => ({ do: 'set.await-empty', ...set, seconds: fault.seconds + slack, why })),
    mends: [],
  };
};
