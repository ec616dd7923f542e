// Leaks: what the larger network must not learn of a cluster, and what a textbook cluster tells it all the same.

import type { Flow } from '../probe/flow.ts';
import type { Expectation } from './expectation.ts';
import { over, sample } from './flows.ts';
import { injectionClaims } from './injection.ts';
import { familyOf, overlaps } from '../spec/address.ts';
import type { Cluster, Family, Lab, Node } from '../spec/lab.ts';
import type { Subject } from './promises.ts';

/** LEAK-02, LEAK-05 and LEAK-06; a network that routes the pod ranges has nothing to leak. */
export const leakClaims = (subject: Subject): readonly Expectation[] =>
  subject.promises.podRangesAreRouted
    ? []
    : [...injectionClaims(subject), ...addressResolution(subject), ...routeClaims(subject)];

/** IPv6 has no ARP; its neighbour solicitations are multicast to a group that only the owner joins. */
const arpFamily: Family = 4;

/**
 * LEAK-05: somebody on the nodes' LAN asks who has the pods' gateway, or a pod. Default Linux answers for any address
 * it owns on any link (arp_ignore 0), so a textbook node gives its gateway away; a strict one does not.
 */
const addressResolution = ({ lab, cluster }: Subject): readonly Expectation[] =>
  sample(cluster.nodes, 16).flatMap((node) => {
    const via = node.addresses.find((address) => familyOf(address) === arpFamily);
    if (via === undefined) return [];
    const { router } = lab.network;
    const asking = { node, via, router };
    const control = ask(asking, { name: node.name, address: via });
    const gateways = node.podGateways.filter((address) => familyOf(address) === arpFamily);
    const pods = node.pods
      .slice(0, 4)
      .flatMap(({ name, addresses }) => addresses.map((address) => ({ name, address })));
    return [
      ...gateways.map((address) =>
        gatewayAnswer(lab.profile === 'strict', ask(asking, { name: `${node.name}'s pod gateway`, address }), control),
      ),
      ...pods
        .filter(({ address }) => familyOf(address) === arpFamily)
        .map(({ name, address }) =>
          silent(ask(asking, { name, address }), control, `nobody on the LAN of ${node.name} answers ARP for ${name}`),
        ),
    ];
  });

type Named = { readonly name: string; readonly address: string };

type Asking = { readonly node: Node; readonly via: string; readonly router: string };

const ask = ({ node, via, router }: Asking, { name, address }: Named): Flow => ({
  from: router,
  to: { label: name, address, machines: [node.name], via },
  protocol: 'arp',
  family: arpFamily,
});

const gatewayAnswer = (strict: boolean, flow: Flow, control: Flow): Expectation => {
  const { label, address, machines } = flow.to;
  if (strict) return silent(flow, control, `nobody on the main network answers ARP for ${label} ${address}`);
  return {
    id: 'LEAK-05',
    title: `${machines.join(' or ')} answers ARP on the main network for ${label} ${address}, as default Linux does`,
    flow,
    tries: 1,
    expected: { outcome: ['reached'], responder: machines },
    controls: [],
  };
};

const silent = (flow: Flow, control: Flow, title: string): Expectation => ({
  id: 'LEAK-05',
  title,
  flow,
  tries: 3,
  expected: { outcome: ['lost'] },
  controls: [control],
});

/** LEAK-06: the larger network's machines have no route to a pod range; the default route does not count. */
export const routeClaims = ({ lab, cluster }: Pick<Subject, 'lab' | 'cluster'>): readonly Expectation[] =>
  [lab.network.router, ...lab.hosts.map(({ name }) => name)].flatMap((from) =>
    podRanges(cluster, lab).flatMap((cidr): readonly Expectation[] => {
      const answered = from === lab.network.router ? waysBack(lab.clusters, cidr) : [];
      if (answered.length > 0) return answered.includes(cluster) ? [knowsTheWayBack(from, cidr, cluster)] : [];
      const family = familyOf(cidr.split('/')[0] ?? cidr);
      const lan = lab.network.lans.find((one) => one.family === family);
      const absent: Expectation = {
        id: 'LEAK-06',
        title: `${from} has no route to the pod range ${cidr} of ${cluster.name}${over('fib', family).includes('IPv6') ? ' on IPv6' : ''}`,
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

/** Without those that the larger network has itself: then it has routes, and they lead to somebody else. */
const podRanges = (cluster: Cluster, { network, clusters }: Lab): readonly string[] => {
  const flat = clusters.filter((other) => other !== cluster && other.model === 'flat');
  const taken = [...network.lans.map(({ cidr }) => cidr), ...flat.flatMap(({ podCidrs }) => podCidrs)];
  const all = [...cluster.podCidrs, ...cluster.nodes.flatMap(({ podCidrs }) => podCidrs)];
  return [...new Set(all)].filter((cidr) => !taken.some((other) => overlaps(other, cidr)));
};

const lookUp = (from: string, cidr: string, family: Family): Flow => ({
  from,
  to: { label: cidr, address: cidr, machines: [] },
  protocol: 'fib',
  family,
});
