// Gateway: proxy, on its way to the pods. Where they have a network of their own the proxy gets onto the island: it has
// a leg there, as a node has, and knows behind which node each pod is. It forwards for nobody, so that this is a way
// for its own connections and for nothing else.

import { familyOf } from '../spec/address.ts';
import type { Cluster, Lab } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';
import { alone, sameFamily } from './family.ts';
import { bridge, podLink, switchOf } from './island.ts';
import { macOf, macOfLink } from './mac.ts';
import { archipelagoOf } from './members.ts';
import { blocksAt } from './pods.ts';
import { refusalSteps } from './refusal.ts';
import type { Step } from './step.ts';
import { quietSteps } from './strict.ts';
import { overlayLegSteps } from './vxlan.ts';

export const proxyLegSteps = (lab: Lab, cluster: Cluster): readonly Step[] =>
  cluster.proxies
    .filter(({ legs }) => legs.length > 0)
    .flatMap((proxy) => [
      ...(cluster.dataplane === 'vxlan' ? overlayLegSteps(lab, cluster, proxy) : switchedSteps(lab, cluster, proxy)),
      ...refusalSteps(cluster, proxy.name, proxy.legs),
      ...quietSteps(lab, proxy),
    ]);

const switchedSteps = (lab: Lab, cluster: Cluster, { name, legs }: ProxyGateway): readonly Step[] => {
  const netns = switchOf(archipelagoOf(lab, cluster));
  const why = `${name} gets onto the island: it has a leg in ${netns}, as ${legs.join(' and ')}`;
  const here = { netns: name, link: podLink, why };
  return [
    {
      ...{ do: 'link.veth', netns: name, name: podLink, mac: macOf(name, legs), why },
      peer: { netns, name, mac: macOfLink(netns, name) },
    },
    { do: 'link.up', ...here },
    ...legs.map((leg): Step => ({ do: 'address.add', ...here, address: alone(leg) })),
    ...waysThere(cluster, name),
    { do: 'link.master', netns, link: name, master: bridge, why: `${name} is plugged into ${netns}` },
    { do: 'link.up', netns, link: name, why: `${name} is plugged into ${netns}` },
    ...cluster.nodes.flatMap((node) =>
      legs.map((leg): Step => ({
        ...{ do: 'route.add', netns: node.name, to: alone(leg), family: familyOf(leg), link: podLink },
        why: `${node.name} and its pods answer ${name} by the cluster's own network`,
      })),
    ),
  ];
};

const waysThere = ({ nodes }: Cluster, name: string): readonly Step[] =>
  nodes.flatMap((node) =>
    blocksAt(node).flatMap((to) =>
      sameFamily(to, node.podGateways).map((via): Step => ({
        ...{ do: 'route.add', netns: name, to, family: familyOf(to), via, link: podLink, onlink: true },
        why: `${name} finds the pods of ${node.name} behind that node's leg`,
      })),
    ),
  );
