// LEAK-09: networks that nothing joins are apart in what carries them, too. No cable leads from one to another, over however
// many machines, and not one frame of the one is heard in the other: what a machine calls to everybody, it calls at home.

import type { Flow } from '../probe/flow.ts';
import { around, mainland } from '../spec/isolated.ts';
import type { Lab } from '../spec/lab.ts';
import type { Expectation } from './expectation.ts';
import type { Subject } from './promises.ts';

/** Of an isolated cluster's network towards all others, and of all others towards it. */
export const unheardClaims = ({ whole, cluster }: Subject): readonly Expectation[] => {
  const here: Network = { name: `cluster ${cluster.name}`, lab: around(whole, cluster) };
  const others = [mainland(whole), ...whole.clusters.flatMap((one) => foreign(whole, one, cluster))];
  const outside = others.flatMap(membersOf);
  return [
    apart(here, outside),
    unheard(here, { name: 'any other network', members: outside }),
    // Where nobody stands but a router, nobody says anything.
    ...(isPeopled(mainland(whole))
      ? [
          unheard(
            { name: "the lab's own network", lab: mainland(whole) },
            { name: here.name, members: membersOf(here.lab) },
          ),
        ]
      : []),
  ];
};

type Network = { readonly name: string; readonly lab: Lab };

const foreign = (whole: Lab, one: Lab['clusters'][number], cluster: Lab['clusters'][number]): readonly Lab[] =>
  one.own === null || one === cluster ? [] : [around(whole, one)];

const isPeopled = ({ hosts, clusters }: Lab): boolean => hosts.length + clusters.length > 0;

/** Every machine that the lab names: switches have no name there, and nothing to say. */
const membersOf = ({ network, hosts, clusters }: Lab): readonly string[] => [
  network.router,
  ...hosts.map(({ name }) => name),
  ...clusters.flatMap(({ nodes, proxies }) => [
    ...nodes.flatMap(({ name, pods }) => [name, ...pods.map((pod) => pod.name)]),
    ...proxies.map(({ name }) => name),
  ]),
];

const apart = ({ name, lab }: Network, outside: readonly string[]): Expectation => ({
  ...{ id: 'LEAK-09', title: `no cable leads from the network of ${name} to any other`, tries: 1, controls: [] },
  flow: towards(lab, { label: 'any other network', machines: outside }, 'cables'),
  expected: { outcome: ['unreachable'] },
});

type Listeners = { readonly name: string; readonly members: readonly string[] };

const unheard = ({ name, lab }: Network, { name: where, members }: Listeners): Expectation => ({
  ...{ id: 'LEAK-09', title: `no frame of ${name} is heard in ${where}`, tries: 1, controls: [] },
  flow: { ...towards(lab, { label: where, machines: members }, 'frames'), senders: membersOf(lab) },
  expected: { outcome: ['lost'], absentFrom: members },
});

type Others = { readonly label: string; readonly machines: readonly string[] };

/** From the network's router, who hears everybody there. Frames are of no family; the network's first one stands for all. */
const towards = ({ network }: Lab, others: Others, protocol: 'cables' | 'frames'): Flow => ({
  ...{ from: network.router, to: { ...others, address: '' }, protocol, family: network.lans[0]?.family ?? 4 },
});
