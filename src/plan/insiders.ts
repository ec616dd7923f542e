// Something outside Kubernetes that lives inside an archipelago: a machine that is plugged into its switch, or has an end
// of its overlay, and knows behind which node each pod is. It forwards for nobody.

import { familyOf } from '../spec/address.ts';
import type { Insider } from '../spec/insider.ts';
import type { Cluster, Lab, Node } from '../spec/lab.ts';
import { mainLink } from './fabric.ts';
import { alone, inFamily, sameFamily, shared } from './family.ts';
import { bridge, podLink, switchOf } from './island.ts';
import { macOf, macOfLink } from './mac.ts';
import { archipelagoOf } from './members.ts';
import { anyOf, type Chains, headerOf, prohibitedIn } from './nft.ts';
import { blocksAt } from './pods.ts';
import { refusalSteps } from './refusal.ts';
import type { Seat } from './seat.ts';
import type { Machine, Step } from './step.ts';
import { insiderLeg, overlayLegSteps, overlayWay } from './vxlan.ts';

/** The only leg of an insider, where the archipelago has cables. */
const ownLink = 'eth0';

export const insiderMachines = ({ insiders }: Cluster): readonly Machine[] =>
  insiders.map(({ name, addresses, underlay }) => ({
    ...{ name, kind: 'host', cluster: null, node: null, addresses: [...underlay, ...addresses] },
  }));

/** `archipelago`: all its clusters as one. */
export const insiderSteps = (lab: Lab, archipelago: Cluster): readonly Step[] =>
  archipelago.insiders.flatMap((insider) =>
    archipelago.dataplane === 'vxlan'
      ? [
          ...overlayLegSteps(lab, archipelago, insiderLeg(insider)),
          ...othersThan(archipelago, insider).flatMap((other) =>
            overlayWay(
              archipelago,
              { from: insiderLeg(insider), to: insiderLeg(other) },
              `${insider.name} finds ${other.name} through the overlay`,
            ),
          ),
          ...refusalSteps(archipelago, insider.name, insider.addresses),
        ]
      : switchedSteps(archipelago, insider),
  );

const switchedSteps = (archipelago: Cluster, insider: Insider): readonly Step[] => {
  const { name, addresses } = insider;
  const netns = switchOf(archipelago);
  const why = `${name} is no pod, and is plugged into ${netns} among them, as ${addresses.join(' and ')}`;
  const here = { netns: name, link: ownLink, why };
  return [
    {
      ...{ do: 'link.veth', netns: name, name: ownLink, mac: macOf(name, addresses), why },
      peer: { netns, name, mac: macOfLink(netns, name) },
    },
    { do: 'link.up', ...here },
    ...addresses.map((address): Step => ({ do: 'address.add', ...here, address: alone(address) })),
    ...archipelago.nodes.flatMap((node) => waysThere(insider, node)),
    ...exitSteps(archipelago, insider),
    { do: 'link.master', netns, link: name, master: bridge, why },
    { do: 'link.up', netns, link: name, why },
    ...archipelago.nodes.flatMap((node) =>
      shared(node.podGateways, addresses).map((address): Step => ({
        ...{ do: 'route.add', netns: node.name, to: alone(address), family: familyOf(address), link: podLink },
        why: `${node.name} and its pods find ${name} in ${netns}`,
      })),
    ),
    ...othersThan(archipelago, insider).flatMap((other) =>
      shared(addresses, other.addresses).map((address): Step => ({
        ...{ do: 'route.add', ...here, to: alone(address), family: familyOf(address) },
        why: `${name} finds ${other.name} in ${netns}`,
      })),
    ),
  ];
};

const othersThan = ({ insiders }: Cluster, insider: Insider): readonly Insider[] =>
  insiders.filter((other) => other !== insider);

const waysThere = ({ name, addresses }: Insider, node: Node): readonly Step[] =>
  shared(addresses, blocksAt(node)).flatMap((to) =>
    sameFamily(to, node.podGateways).map((via): Step => ({
      ...{ do: 'route.add', netns: name, to, family: familyOf(to), via, link: ownLink, onlink: true },
      why: `${name} finds the pods of ${node.name} behind that node's leg`,
    })),
  );

/** Without an exit of its own it asks the first node, which lets it out no more than any other. */
const exitSteps = ({ nodes }: Cluster, { name, addresses, exit }: Insider): readonly Step[] => {
  const node = nodes.find((one) => one.name === exit) ?? nodes[0];
  const why = `${name} leaves to ${node?.name ?? 'nobody'} what is for no pod`;
  return addresses.flatMap((address) =>
    sameFamily(address, node?.podGateways ?? []).map((via): Step => ({
      ...{
        do: 'route.add',
        netns: name,
        to: 'default',
        family: familyOf(address),
        via,
        link: ownLink,
        onlink: true,
        why,
      },
    })),
  );
};

/** Out by one node, as that node, or not at all: no other node lets it out, and nobody out there would know it. */
export const insiderExit = ({ lab, cluster, node, family }: Seat): Chains => {
  const { insiders, dataplane } = archipelagoOf(lab, cluster);
  if (dataplane === 'vxlan' || insiders.length === 0) return {};
  const header = headerOf(family);
  const those = (out: boolean): readonly string[] =>
    insiders.filter(({ exit }) => (exit === node.name) === out).flatMap(({ addresses }) => inFamily(family, addresses));
  const [leaving, staying] = [those(true), those(false)];
  return {
    ...(staying.length === 0
      ? {}
      : {
          forward: [
            '# these live among the pods, and do not get out here',
            `${header} saddr ${anyOf(staying)} oifname "${mainLink}" ct state != { established, related } reject with ${prohibitedIn(family)}`,
          ],
        }),
    ...(leaving.length === 0
      ? {}
      : {
          postrouting: [
            '# these live among the pods, and get out as this node',
            `${header} saddr ${anyOf(leaving)} oifname "${mainLink}" masquerade`,
          ],
        }),
  };
};
