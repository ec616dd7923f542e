// A plan of any size, for measuring and for tests that need many machines: a switch, nodes on its bridge, and pods
// point to point to their node, with the steps that a real lab's pods and nodes have.
//
//   net --+-- node1 --+-- pod-1
//         |           +-- pod-2 …
//         +-- node2 … 10.200.0.0/16 on the bridge, pods in 10.0.0.0/16

import type { Plan, Step } from '../../src/plan/step.ts';

export type Star = { readonly nodes: number; readonly pods: number; readonly ruleset: string | null };

export const starPlan = (star: Star): Plan => {
  const nodes = Array.from({ length: star.nodes }, (_, index) => `node${index + 1}`);
  const pods = Array.from({ length: star.pods }, (_, index) => podOf(index, star.nodes));
  const names = ['net', ...nodes, ...pods.map(({ name }) => name)];
  return {
    lab: 'star',
    machines: names.map((name) => ({ name, kind: 'host', cluster: null, node: null, addresses: [] })),
    steps: [
      ...switchSteps(),
      ...nodes.flatMap((node, index) => nodeSteps(node, index, star)),
      ...pods.flatMap(podSteps),
    ],
  };
};

type Pod = {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
  readonly node: string;
  readonly nodeIndex: number;
};

const podOf = (index: number, nodes: number): Pod => ({
  name: `pod-${index + 1}`,
  address: `10.0.${index >> 8}.${index & 255}`,
  mac: mac(2, index),
  node: `node${(index % nodes) + 1}`,
  nodeIndex: index % nodes,
});

const mac = (kind: number, index: number): string => `02:00:00:${hex(kind)}:${hex(index >> 8)}:${hex(index & 255)}`;

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

const why = 'the star needs it';

const switchSteps = (): readonly Step[] => [
  { do: 'netns.add', netns: 'net', why },
  { do: 'link.bridge', netns: 'net', name: 'br0', mac: mac(0, 1), why },
  { do: 'link.up', netns: 'net', link: 'br0', why },
];

const nodeSteps = (node: string, index: number, { ruleset }: Star): readonly Step[] => [
  { do: 'netns.add', netns: node, why },
  { do: 'link.up', netns: node, link: 'lo', why },
  { do: 'sysctl.set', netns: node, key: 'net.ipv4.ip_forward', value: '1', why },
  {
    do: 'link.veth',
    netns: node,
    name: 'eth0',
    mac: mac(1, index),
    peer: { netns: 'net', name: `to-${node}`, mac: mac(3, index) },
    why,
  },
  { do: 'link.master', netns: 'net', link: `to-${node}`, master: 'br0', why },
  { do: 'link.up', netns: 'net', link: `to-${node}`, why },
  { do: 'link.up', netns: node, link: 'eth0', why },
  { do: 'address.add', netns: node, link: 'eth0', address: `10.200.${index >> 8}.${(index & 255) + 1}/16`, why },
  ...(ruleset === null ? [] : [{ do: 'nft.load', netns: node, ruleset, why } as const]),
];

const podSteps = ({ name, address, mac: own, node, nodeIndex }: Pod, index: number): readonly Step[] => {
  const cable = `c-${index + 1}`;
  const nodeMac = mac(4, index);
  const gateway = `10.200.${nodeIndex >> 8}.${(nodeIndex & 255) + 1}`;
  return [
    { do: 'netns.add', netns: name, why },
    { do: 'link.up', netns: name, link: 'lo', why },
    { do: 'link.veth', netns: name, name: 'eth0', mac: own, peer: { netns: node, name: cable, mac: nodeMac }, why },
    { do: 'address.add', netns: name, link: 'eth0', address: `${address}/32`, why },
    { do: 'link.up', netns: name, link: 'eth0', why },
    { do: 'link.up', netns: node, link: cable, why },
    { do: 'neighbour.add', netns: name, link: 'eth0', address: gateway, mac: nodeMac, why },
    { do: 'neighbour.add', netns: node, link: cable, address, mac: own, why },
    { do: 'route.add', netns: name, family: 4, to: 'default', via: gateway, link: 'eth0', onlink: true, why },
    { do: 'route.add', netns: node, family: 4, to: `${address}/32`, link: cable, why },
  ];
};
