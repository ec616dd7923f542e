// BGP: nodes tell the core what is behind them, their pod ranges where the network is flat, and the VIPs that they may
// serve. The core tells all of them what it heard, so nodes have one neighbour each, whatever their number.
//
// A node and the router of its rack, in different autonomous systems, is what clusters on networks of their own do
// (RFC 7938, 3.2 and 5.2: no IGP below it, and the path alone says where a route came from). Every node has a number of
// its own, so that none needs to be told to believe a path in which its own number is.

import { familyOf } from '../spec/address.ts';
import { modelIn } from '../spec/manner.ts';
import { type BgpDaemon, type Cluster, type Lab, type Node, speaksBgp } from '../spec/lab.ts';
import { birdSteps } from './bird.ts';
import { inFamily, lanOf } from './family.ts';
import { frrSteps } from './frr.ts';
import { blocksAt } from './pods.ts';
import type { Speaker } from './speaker.ts';
import type { Step } from './step.ts';
import { announcedVips } from './vip.ts';

/** The first of the four-octet numbers for private use (RFC 6996). */
const coreAs = 4_200_000_000;

/** The daemons of one larger network; `convergence.ts` waits for what comes of them. */
export const bgpSteps = (lab: Lab): readonly Step[] => {
  const nodes = speakersOf(lab);
  const [first] = nodes;
  if (first === undefined) return [];
  const router = coreSpeaker(
    lab,
    nodes.map(({ speaker }) => speaker),
  );
  return [
    ...spreadSteps(lab),
    ...inStages([
      daemonSteps(first.cluster.bgpDaemon, router),
      ...nodes.map(({ cluster, speaker }) => daemonSteps(cluster.bgpDaemon, speaker)),
    ]),
  ];
};

/** Every node that announces anything, in file order. */
export const speakersOf = (lab: Lab): readonly { readonly cluster: Cluster; readonly speaker: Speaker }[] =>
  lab.clusters
    .filter(speaksBgp)
    .flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node })))
    .map(({ cluster, node }, at) => ({ cluster, speaker: speakerAt(lab, cluster, { node, at }) }));

/** The first daemon of every machine, then the second, which needs the first one: by then that is ready. */
const inStages = (machines: readonly (readonly Step[])[]): readonly Step[] =>
  [0, 1].flatMap((stage) => machines.flatMap((steps) => steps.slice(stage, stage + 1)));

const daemonSteps = (daemon: BgpDaemon, speaker: Speaker): readonly Step[] =>
  ({ bird: birdSteps, frr: frrSteps })[daemon](speaker);

const speakerAt = (
  lab: Lab,
  cluster: Cluster,
  { node, at }: { readonly node: Node; readonly at: number },
): Speaker => ({
  machine: node.name,
  as: coreAs + at + 1,
  id: inFamily(4, node.addresses)[0] ?? idOf(at + 1),
  sessions: node.addresses.flatMap((local) =>
    lanOf(lab, local).map(({ gateway: remote }) => {
      return { peer: lab.network.router, peerAs: coreAs, local, remote, passive: false };
    }),
  ),
  announces: [...rangesTold(cluster, blocksAt(node)), ...announcedVips(cluster, node)],
  // An island's nodes have nothing to learn: what is not theirs, core finds.
  believes: rangesTold(cluster, cluster.podCidrs),
});

/**
 * It believes everybody, as routers do that are not told otherwise. So its own table shows whatever any node announces,
 * and a claim about the table is one about BGP.
 */
const coreSpeaker = ({ network }: Lab, nodes: readonly Speaker[]): Speaker => ({
  machine: network.router,
  as: coreAs,
  id:
    inFamily(
      4,
      network.lans.map(({ gateway }) => gateway),
    )[0] ?? idOf(0),
  sessions: nodes.flatMap(({ machine, as, sessions }) =>
    sessions.map(({ local, remote }) => ({ peer: machine, peerAs: as, local: remote, remote: local, passive: true })),
  ),
  announces: [],
  believes: 'everything',
});

/** Where there is no IPv4 to take it from. */
const idOf = (number: number): string => [24, 16, 8, 0].map((shift) => ((number + 1) >>> shift) & 0xff).join('.');

/**
 * Several nodes with one VIP: the core spreads over them. By addresses alone, the kernel's default (0), it finds the same
 * node for every packet of a client, and also for the ICMP errors about what that node answered.
 */
const spreadSteps = ({ network: { router }, clusters }: Lab): readonly Step[] => {
  const vips = clusters.flatMap(({ services }) =>
    services.flatMap(({ vip }) => (vip?.mode === 'bgp' ? vip.addresses : [])),
  );
  return ([4, 6] as const)
    .filter((family) => inFamily(family, vips).length > 0)
    .map((family) => ({
      do: 'sysctl.set',
      netns: router,
      key: `net.ipv${family}.fib_multipath_hash_policy`,
      value: '0',
      why: `several nodes announce one vip: ${router} chooses one by the packet's two addresses, and errors about an answer go where the answer came from`,
    }));
};

/** Those of its ranges of pods that the larger network is told of: in families in which it is flat. */
export const rangesTold = (cluster: Cluster, cidrs: readonly string[]): readonly string[] =>
  cluster.routing === 'bgp' ? cidrs.filter((cidr) => modelIn(cluster, familyOf(cidr)) === 'flat') : [];
