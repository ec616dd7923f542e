// New rulesets for nodes that are up.

import type { Cluster, Lab } from '../spec/lab.ts';
import { planOf } from './plan.ts';
import type { Change, Plan } from './step.ts';

/** The rulesets that the plan gives these nodes, in place of those that they have. */
export const reloads = ({ steps }: Plan, nodes: readonly string[]): readonly Change[] =>
  steps
    .filter((step) => step.do === 'nft.load')
    .filter(({ netns }) => nodes.includes(netns))
    .map(({ netns, ruleset, why }) => ({ do: 'nft.load', netns, ruleset: instead(ruleset), why }));

/** The same tables in place of those that are there, in one go: at no moment is there neither. */
const instead = (ruleset: string): string => {
  const tables = [...ruleset.matchAll(/^table (\S+ \S+) \{$/gm)].map(([, table]) => table);
  return `${tables.map((table) => `table ${table}\ndelete table ${table}\n`).join('')}${ruleset}`;
};

export type Withdrawn = {
  readonly cluster: Cluster;
  readonly pods: readonly string[];
  /** Left out: of every Service. */
  readonly service?: string;
  /** Nodes that cannot be told, for nobody reaches them. */
  readonly deaf?: string;
};

/**
 * Pods that serve no more, as kube-proxy makes it so: new connections go elsewhere as soon as the rules say it. Over UDP
 * there are no new ones as long as the client keeps its port, so each node must forget those that it has.
 */
export const withdrawal = (
  lab: Lab,
  { cluster, pods, service, deaf }: Withdrawn,
): { readonly breaks: readonly Change[]; readonly mends: readonly Change[] } => {
  const nodes = cluster.nodes.map(({ name }) => name).filter((name) => name !== deaf);
  const addresses = cluster.nodes
    .flatMap((node) => node.pods)
    .filter(({ name }) => pods.includes(name))
    .flatMap((pod) => pod.addresses);
  const why = `nobody goes on with what ${pods.join(' or ')} answered`;
  const forgets = nodes.flatMap((netns) =>
    addresses.map((from): Change => ({ do: 'conntrack.forget', netns, answered: { transport: 'udp', from }, why })),
  );
  const served = {
    ...cluster,
    services: cluster.services.map((one) => {
      const isMeant = service === undefined || service === one.name;
      return isMeant ? { ...one, endpoints: one.endpoints.filter((pod) => !pods.includes(pod)) } : one;
    }),
  };
  const clusters = lab.clusters.map((one) => (one === cluster ? served : one));
  return {
    breaks: [...reloads(planOf({ ...lab, clusters }), nodes), ...forgets],
    mends: reloads(planOf(lab), nodes),
  };
};
