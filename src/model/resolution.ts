// LEAK-05: somebody on the nodes' LAN asks who has an address that is none of the LAN's: the pods' gateway, a pod, what an
// overlay or a VIP may have. Default Linux answers ARP for any address it owns on any link (arp_ignore 0), so a textbook
// node gives its gateway away; a strict one does not. IPv6 answers only on the link that has the address. And where the lab
// has no IPv6, a node says nothing in it: rules that were written for IPv4 alone would see nothing of what comes by it.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import { type Cluster, type Family, type Lab, linkLocal, type Node } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import { sample } from './flows.ts';
import type { Subject } from './promises.ts';

export const resolutionClaims = ({ lab, whole, cluster }: Subject): readonly Expectation[] =>
  sample(cluster.nodes, 16).flatMap((node) =>
    node.addresses.flatMap((via) => {
      const asking: Asking = { node, via, router: lab.network.router, family: familyOf(via) };
      const control = ask(asking, { name: node.name, address: via });
      const strict = lab.profile === 'strict';
      const gateways = ofFamily(asking, gatewaysOf(node));
      const others = ofFamily(asking, elsewhere(cluster, node, strict));
      return [
        ...gateways.map((named) => gatewayAnswer(strict || asking.family === 6, ask(asking, named), control)),
        ...others.map((named) =>
          silent(
            ask(asking, named),
            control,
            `nobody on the LAN of ${node.name} answers ${question(asking)} for ${named.name}`,
          ),
        ),
        ...(hasIPv6(whole) ? [] : [inIPv6(asking, control)]),
      ];
    }),
  );

const hasIPv6 = ({ network, clusters }: Lab): boolean =>
  [network, ...clusters.flatMap(({ own }) => own?.network ?? [])].some(({ lans }) =>
    lans.some(({ family }) => family === 6),
  );

/**
 * Every machine that speaks IPv6 has such an address, whether or not anybody gave it one. Claimed of the family that the
 * lab does have: it is not two networks.
 */
const inIPv6 = ({ node, via, router, family }: Asking, control: Flow): Expectation => {
  const to = { label: `the link-local address of ${node.name}`, address: linkLocal, machines: [node.name], via };
  const flow: Flow = { from: router, to, protocol: 'ndp', family };
  return silent(
    flow,
    control,
    `${node.name} speaks no IPv6, and answers no neighbour solicitations for its link-local address`,
  );
};

type Named = { readonly name: string; readonly address: string };

type Asking = { readonly node: Node; readonly via: string; readonly router: string; readonly family: Family };

const question = ({ family }: Pick<Asking, 'family'>): string => (family === 4 ? 'ARP' : 'neighbour solicitations');

const ofFamily = ({ family }: Asking, named: readonly Named[]): readonly Named[] =>
  named.filter(({ address }) => familyOf(address) === family);

const gatewaysOf = (node: Node): readonly Named[] =>
  node.podGateways.map((address) => ({ name: `${node.name}'s pod gateway`, address }));

/** The first address of a range is where an overlay may have its end of the tunnels; only a strict node owes its silence. */
const elsewhere = ({ services }: Cluster, node: Node, strict: boolean): readonly Named[] => [
  ...node.pods.slice(0, 4).flatMap(({ name, addresses }) => addresses.map((address) => ({ name, address }))),
  ...(strict
    ? node.podCidrs.map((cidr) => ({ name: `the first address of ${cidr}`, address: cidr.replace(/\/.*/, '') }))
    : []),
  ...services
    .filter(({ vip }) => vip?.mode === 'routed')
    .slice(0, 1)
    .flatMap(({ name, vip }) =>
      (vip?.addresses ?? []).map((address) => ({ name: `the routed VIP of ${name}`, address })),
    ),
];

const ask = ({ node, via, router, family }: Asking, { name, address }: Named): Flow => ({
  from: router,
  to: { label: name, address, machines: [node.name], via },
  protocol: family === 4 ? 'arp' : 'ndp',
  family,
});

const gatewayAnswer = (isSilent: boolean, flow: Flow, control: Flow): Expectation => {
  const { label, address, machines } = flow.to;
  if (isSilent)
    return silent(flow, control, `nobody on the main network answers ${question(flow)} for ${label} ${address}`);
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
