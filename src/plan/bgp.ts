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
import { inFamily, lanOf, sameFamily } from './family.ts';
import { frrSteps } from './frr.ts';
import { blocksAt } from './pods.ts';
import type { Speaker } from './speaker.ts';
import type { Step, StepOf } from './step.ts';
import { announcedVips } from './vip.ts';

/** The first of the four-octet numbers for private use (RFC 6996). */
const coreAs = 4_200_000_000;

/** Everything on one larger network: the daemons, and the routes without which it has not converged. */
export const bgpSteps = (lab: Lab): readonly Step[] => {
  const speaking = lab.clusters.filter(speaksBgp);
  const [first] = speaking;
  if (first === undefined) return [];
  const nodes = speaking.flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node })));
  const speakers = nodes.map(({ cluster, node }, at) => ({ cluster, speaker: speakerAt(lab, cluster, { node, at }) }));
  return [
    ...spreadSteps(lab),
    ...inStages([
      daemonSteps(
        first.bgpDaemon,
        coreSpeaker(
          lab,
          speakers.map(({ speaker }) => speaker),
        ),
      ),
      ...speakers.map(({ cluster, speaker }) => daemonSteps(cluster.bgpDaemon, speaker)),
    ]),
    ...speakers.flatMap(({ speaker }) => heardByCore(lab, speaker)),
    ...speaking.flatMap((cluster) => heardByNodes(cluster)),
  ];
};

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
  announces: [...ranges(cluster, blocksAt(node)), ...announcedVips(cluster, node)],
  // An island's nodes have nothing to learn: what is not theirs, core finds.
  believes: ranges(cluster, cluster.podCidrs),
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

/** Seconds that convergence may take: most of them are for a host that is busy. */
const patience = 30;

const heardByCore = ({ network: { router } }: Lab, { machine, announces, sessions }: Speaker): readonly Step[] =>
  announces.flatMap((to) =>
    sameFamily(
      to,
      sessions.map(({ local }) => local),
    ).map((via): StepOf<'route.await'> => ({
      do: 'route.await',
      netns: router,
      family: familyOf(to),
      to,
      via,
      seconds: patience,
      why: `${router} has heard from ${machine}`,
    })),
  );

/** By which next hop is the daemon's business: that of a node on the same LAN is the node itself (RFC 4271, 5.1.3). */
const heardByNodes = (cluster: Cluster): readonly Step[] =>
  cluster.nodes.flatMap((node) =>
    cluster.nodes
      .filter(({ name }) => name !== node.name)
      .flatMap((other) =>
        ranges(cluster, blocksAt(other))
          .filter((to) => sameFamily(to, node.addresses).length > 0)
          .map((to): StepOf<'route.await'> => ({
            do: 'route.await',
            netns: node.name,
            family: familyOf(to),
            to,
            seconds: patience,
            why: `${node.name} has heard of the pods of ${other.name}`,
          })),
      ),
  );

/** Those of its ranges of pods that the larger network is told of: in families in which it is flat. */
const ranges = (cluster: Cluster, cidrs: readonly string[]): readonly string[] =>
  cluster.routing === 'bgp' ? cidrs.filter((cidr) => modelIn(cluster, familyOf(cidr)) === 'flat') : [];
