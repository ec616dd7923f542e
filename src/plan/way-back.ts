// Exceptions from masquerade that are routed back: the larger network sends to the pods what is sent to them from there.
// From everywhere else it still knows no way to a pod, so the way is in a table that is asked for those ranges alone.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import { sameFamily } from './family.ts';
import { blocksAt } from './pods.ts';
import type { Step } from './step.ts';

/** Each cluster has a table of its own, as several may have the same pod range. Any numbers that the kernel does not use. */
const firstTable = 1000;
/** Before the main table, which is asked with 32766. */
const priority = 100;

export const wayBackSteps = (lab: Lab, cluster: Cluster): readonly Step[] => {
  const back = cluster.masqueradeExceptions.filter(({ routedBack }) => routedBack).map(({ cidr }) => cidr);
  if (cluster.model === 'flat' || back.length === 0) return [];
  const here = { netns: lab.network.router, table: firstTable + lab.clusters.indexOf(cluster) };
  const why = `pods of cluster ${cluster.name} are known as themselves in ${back.join(' and ')}, and answers from there find the way back`;
  const ways = cluster.nodes.flatMap((node) =>
    blocksAt(node)
      .filter((to) => back.some((cidr) => familyOf(cidr) === familyOf(to)))
      .flatMap((to) => sameFamily(to, node.addresses).map((via) => ({ to, via, family: familyOf(to) }))),
  );
  return [
    ...ways.map((way): Step => ({ do: 'route.add', ...here, ...way, why })),
    ...back.map((from): Step => ({ do: 'rule.add', ...here, family: familyOf(from), priority, from, why })),
  ];
};
