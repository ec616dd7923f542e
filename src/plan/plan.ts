// Lab → Plan. The same lab gives the same plan, letter by letter: no clock, no random, no environment.

import { around, mainland, networksOf } from '../spec/isolated.ts';
import type { Lab } from '../spec/lab.ts';
import { bgpSteps } from './bgp.ts';
import { clusterMachines, clusterSteps } from './cluster.ts';
import { convergenceSteps } from './convergence.ts';
import { fabricMachines, fabricSteps } from './fabric.ts';
import { withIngresses } from './ingress.ts';
import { kernelSteps } from './kernel.ts';
import { taggedSteps } from './mac.ts';
import { proxyDaemonSteps } from './proxy-daemons.ts';
import { electedSteps, vrrpSteps } from './vrrp.ts';
import type { Machine, Plan, Step } from './step.ts';

/**
 * Everything that has to happen, in an order in which it can: namespaces, kernel settings, the larger network, then
 * each cluster, and last the daemons, which find a whole network when they look around. Steps in one namespace stand together, so that they can be sent to the kernel together.
 */
export const planOf = (given: Lab): Plan => {
  const lab = withIngresses(given);
  const machines = machinesOf(given);
  const networks = networksOf(lab);
  const isolated = lab.clusters.filter(({ own }) => own !== null);
  return {
    lab: lab.name,
    machines,
    steps: [
      ...machines.map(({ name }): Step => ({
        do: 'netns.add',
        netns: name,
        why: 'every machine is a network namespace',
      })),
      ...kernelSteps(lab, machines),
      ...machines.flatMap(loopback),
      ...fabricSteps(mainland(lab)),
      ...lab.clusters.flatMap((cluster) =>
        taggedSteps(clusterSteps(around(lab, cluster), cluster), isolated.indexOf(cluster) + 1),
      ),
      ...networks.flatMap(bgpSteps),
      ...networks.flatMap(vrrpSteps),
      ...networks.flatMap(convergenceSteps),
      ...proxyDaemonSteps(lab),
      ...networks.flatMap(electedSteps),
    ],
  };
};

export const machinesOf = (given: Lab): readonly Machine[] => {
  const lab = withIngresses(given);
  return [
    ...fabricMachines(mainland(lab)),
    ...lab.clusters.flatMap((cluster) => clusterMachines(around(lab, cluster), cluster)),
  ];
};

const loopback = ({ name, kind }: Machine): readonly Step[] =>
  kind === 'switch'
    ? []
    : [{ do: 'link.up', netns: name, link: 'lo', why: 'every machine with an address reaches itself' }];
