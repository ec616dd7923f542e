// Leaks: what the larger network must not learn of a cluster, and what a textbook cluster tells it all the same.

import type { Expectation } from './expectation.ts';
import { lookUp, over } from './flows.ts';
import { injectionClaims } from './injection.ts';
import { familyOf, overlaps } from '../spec/address.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import { forgottenClaims, loneSegmentClaims, loneSegmentsHandedIn } from './lone-segments.ts';
import { loopbackClaims } from './loopback.ts';
import { reloadClaims } from './reload.ts';
import { calledInClaims } from './called-in.ts';
import { resolutionClaims } from './resolution.ts';
import { routedInClaims } from './routed-in.ts';
import type { Subject } from './promises.ts';

/** LEAK-01 to LEAK-06, LEAK-11; a network that routes the pod ranges has nothing to leak. LEAK-08 holds for any node. */
export const leakClaims = (subject: Subject): readonly Expectation[] => [
  ...(subject.promises.podRangesAreRouted
    ? []
    : [
        ...routedInClaims(subject),
        ...calledInClaims(subject),
        ...injectionClaims(subject),
        ...loneSegmentClaims(subject),
        ...loneSegmentsHandedIn(subject),
        ...resolutionClaims(subject),
        ...routeClaims(subject),
        ...(isFirst(subject) ? [...forgottenClaims(subject), ...reloadClaims(subject)] : []),
      ]),
  ...loopbackClaims(subject),
];

/** What a fault is needed for costs more than all the rest: it is tried in one cluster of each network. */
const isFirst = ({ lab, cluster, others }: Subject): boolean => {
  const routed = new Set(
    others.filter(({ promises }) => promises.podRangesAreRouted).map((other) => other.cluster.name),
  );
  return lab.clusters.find(({ name }) => !routed.has(name))?.name === cluster.name;
};

/** LEAK-06: the larger network's machines have no route to a pod range, nor to Services; the default route does not count. */
export const routeClaims = ({ lab, cluster }: Pick<Subject, 'lab' | 'cluster'>): readonly Expectation[] =>
  [lab.network.router, ...lab.hosts.map(({ name }) => name)].flatMap((from) =>
    rangesOf(cluster, lab).flatMap(({ cidr, what }): readonly Expectation[] => {
      const answered = from === lab.network.router ? waysBack(lab.clusters, cidr) : [];
      if (answered.length > 0) return answered.includes(cluster) ? [knowsTheWayBack(from, cidr, cluster)] : [];
      const family = familyOf(cidr.split('/')[0] ?? cidr);
      const lan = lab.network.lans.find((one) => one.family === family);
      const absent: Expectation = {
        id: 'LEAK-06',
        title: `${from} has no route to the ${what} ${cidr} of ${cluster.name}${over('fib', family).includes('IPv6') ? ' on IPv6' : ''}`,
        flow: lookUp(from, cidr, family),
        tries: 1,
        expected: { outcome: ['unreachable'] as const },
        // Reading its table works: a router that has no route at all to its own LAN was not really looked at.
        controls: lan === undefined || from !== lab.network.router ? [] : [lookUp(from, lan.cidr, family)],
      };
      return [absent];
    }),
  );

/** Clusters that have pods in the range, and ranges where these are known and from where they are answered. */
const waysBack = (clusters: readonly Cluster[], cidr: string): readonly Cluster[] =>
  clusters.filter(
    ({ masqueradeExceptions, podCidrs }) =>
      masqueradeExceptions.some((one) => one.routedBack && familyOf(one.cidr) === familyOf(cidr)) &&
      podCidrs.some((pods) => overlaps(pods, cidr)),
  );

/** What the lab says is meant, and no leak. */
const knowsTheWayBack = (from: string, cidr: string, cluster: Cluster): Expectation => {
  const family = familyOf(cidr);
  const known = cluster.masqueradeExceptions.filter((one) => one.routedBack && familyOf(one.cidr) === family);
  const where = known.map((one) => one.cidr).join(' and ');
  return {
    id: 'LEAK-06',
    title: `${from} has a route to the pod range ${cidr} of ${cluster.name} for answers from ${where}, as is meant`,
    flow: lookUp(from, cidr, family),
    tries: 1,
    expected: { outcome: ['reached'] },
    controls: [],
  };
};

type Range = { readonly cidr: string; readonly what: 'pod range' | 'Service range' };

/** Without those that the larger network has itself: then it has routes, and they lead to somebody else. */
const rangesOf = (cluster: Cluster, { network, clusters }: Lab): readonly Range[] => {
  const flat = clusters.filter((other) => other !== cluster && other.model === 'flat');
  const taken = [...network.lans.map(({ cidr }) => cidr), ...flat.flatMap(({ podCidrs }) => podCidrs)];
  const pods = new Set([...cluster.podCidrs, ...cluster.nodes.flatMap(({ podCidrs }) => podCidrs)]);
  return [
    ...[...pods].map((cidr): Range => ({ cidr, what: 'pod range' })),
    ...cluster.serviceCidrs.map((cidr): Range => ({ cidr, what: 'Service range' })),
  ].filter(({ cidr }) => !taken.some((other) => overlaps(other, cidr)));
};
