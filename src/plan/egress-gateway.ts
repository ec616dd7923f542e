// Gateway: egress through one node. A chosen pod's packets for outsiders go over the cluster's own network to the
// gateway node, or over the nodes' LAN where the cluster is flat, by a routing table of their own, and get its address
// there. They have no second way: when the first one is gone they end at the pod's node, as leaving with another address
// would be worse than not leaving.

import { familyOf } from '../spec/address.ts';
import type { Cluster, EgressGateway, Family, Lab, Node, Pod } from '../spec/lab.ts';
import { mainLink } from './fabric.ts';
import { alone, given, inFamily } from './family.ts';
import { podLink } from './island.ts';
import { archipelagoOf, podNetworkOf } from './members.ts';
import { anyOf, type Chains, headerOf, prohibitedIn } from './nft.ts';
import type { Seat } from './seat.ts';
import { translated } from './source-ports.ts';
import type { Step } from './step.ts';
import { vtepLink, vtepsOf } from './vxlan.ts';

/** The routing table of chosen pods. Any number that the kernel does not use itself. */
const table = 100;
/** Mark of what chosen pods answer; `enteredHere` is another. */
const answering = 2;
/** Rules are asked in this order; that of the main table is 32766. */
const priority = { answers: 100, chosen: 110 } as const;
/** Of the route that is taken when there is no other: worse than any that somebody would write. */
const lastMetric = 4_278_198_272;

/** Addresses given to nodes for the pods that leave by them. */
export const exitsAt = ({ egressGateway }: Cluster, { name, addresses }: Node): readonly string[] =>
  egressGateway?.node === name ? egressGateway.addresses.filter((exit) => !addresses.includes(exit)) : [];

export const egressGatewaySteps = (lab: Lab, cluster: Cluster): readonly Step[] => {
  const { egressGateway: gateway, nodes } = cluster;
  const exit = nodes.find(({ name }) => name === gateway?.node);
  if (gateway === null || exit === undefined) return [];
  return [
    ...exitsAt(cluster, exit).map((address): Step => ({
      ...{ do: 'address.add', netns: exit.name, link: mainLink, ...given(address) },
      why: `${address} is what outsiders see of ${gateway.pods.join(', ')}, and ${exit.name} answers for it on its LAN`,
    })),
    ...nodes
      .filter((node) => node !== exit && chosenOn(gateway, node).length > 0)
      .flatMap((node) =>
        gateway.addresses.flatMap((address) => waySteps({ lab, cluster, exit }, node, familyOf(address))),
      ),
  ];
};

const chosenOn = ({ pods }: EgressGateway, node: Node): readonly Pod[] =>
  node.pods.filter(({ name }) => pods.includes(name));

const addressesOf = (pods: readonly Pod[], family: Family): readonly string[] =>
  pods.flatMap(({ addresses }) => inFamily(family, addresses));

type Way = { readonly lab: Lab; readonly cluster: Cluster; readonly exit: Node };

/** The table, and who is looked up in it. `throw` means: not here, ask the tables that everybody asks. */
const waySteps = ({ lab, cluster, exit }: Way, node: Node, family: Family): readonly Step[] => {
  const gateway = cluster.egressGateway;
  const chosen = gateway === null ? [] : addressesOf(chosenOn(gateway, node), family);
  if (chosen.length === 0) return [];
  const here = { netns: node.name, family };
  const over = cluster.model === 'flat' ? 'their LAN' : "the cluster's own network";
  const leaves = `pods that leave by ${exit.name} go there from ${node.name} over ${over}`;
  const stays = `pods that leave by ${exit.name} leave for outsiders only: pods and nodes of their own are reached as ever`;
  const never = `without a way to ${exit.name} they do not leave at all`;
  const answers = 'whoever came in is answered by the way that he came';
  return [
    ...wayTo(cluster, exit, family).map((way): Step => ({
      do: 'route.add',
      ...here,
      to: 'default',
      ...way,
      table,
      why: leaves,
    })),
    { do: 'route.add', ...here, to: 'default', type: 'unreachable', metric: lastMetric, table, why: never },
    ...insiders(lab, cluster, family).map((to): Step => ({
      ...{ do: 'route.add', ...here, to: to.includes('/') ? to : alone(to), type: 'throw', table, why: stays },
    })),
    { do: 'rule.add', ...here, priority: priority.answers, mark: answering, table: mainTable, why: answers },
    ...chosen.map((address): Step => ({
      ...{ do: 'rule.add', ...here, priority: priority.chosen, from: alone(address), table, why: leaves },
    })),
  ];
};

/** RT_TABLE_MAIN of linux/rtnetlink.h. */
const mainTable = 254;

/** The gateway node's leg in the cluster's own network; a flat one has the nodes' own legs alone. */
const wayTo = (
  cluster: Cluster,
  exit: Node,
  family: Family,
): readonly { readonly via: string; readonly link: string; readonly onlink: true }[] => {
  const [link, legs] = legsOf(cluster, exit);
  return inFamily(family, legs)
    .slice(0, 1)
    .map((via) => ({ via, link, onlink: true }));
};

const legsOf = (cluster: Cluster, exit: Node): readonly [link: string, legs: readonly string[]] => {
  if (cluster.model === 'flat') return [mainLink, exit.addresses];
  return cluster.dataplane === 'vxlan' ? [vtepLink, vtepsOf(cluster, exit)] : [podLink, exit.podGateways];
};

/** Pods and nodes of the cluster, or of its archipelago. */
const insiders = (lab: Lab, cluster: Cluster, family: Family): readonly string[] => {
  const { nodes } = archipelagoOf(lab, cluster);
  return inFamily(family, [...podNetworkOf(lab, cluster), ...nodes.flatMap(({ addresses }) => addresses)]);
};

/** Before masquerade: what gets an address here needs no other. */
export const egressGateway = (seat: Seat): Chains => {
  const { lab, cluster, node, family } = seat;
  const gateway = cluster.egressGateway;
  const [exit] = inFamily(family, gateway?.addresses ?? []);
  if (gateway === null || exit === undefined) return {};
  const header = headerOf(family);
  const out = `${header} daddr != ${anyOf(insiders(lab, cluster, family))} oifname "${mainLink}"`;
  const all = addressesOf(
    cluster.nodes.flatMap((one) => chosenOn(gateway, one)),
    family,
  );
  if (gateway.node === node.name && all.length > 0)
    return {
      postrouting: [
        '# pods that leave by this node, wherever they run',
        ...translated(seat, `${header} saddr ${anyOf(all)} ${out}`, exit),
      ],
    };
  const here = addressesOf(chosenOn(gateway, node), family);
  if (here.length === 0) return {};
  return {
    answers: [
      '# an answer goes back the way that the question came',
      `${header} saddr ${anyOf(here)} ct direction reply meta mark set ${answering}`,
    ],
    ...withoutWay(seat, `${header} saddr ${anyOf(here)} ${out}`),
  };
};

/**
 * What leaves for outsiders does not leave from here. In a flat cluster it is the next hop alone that tells what leaves
 * from what is handed to the gateway; nor may an edge give that this node's address.
 */
const withoutWay = ({ cluster, family }: Seat, leaving: string): Chains => {
  const refused = `ct direction original reject with ${prohibitedIn(family)}`;
  const gateway = cluster.egressGateway?.node ?? '';
  if (cluster.model !== 'flat')
    return { forward: [`# these leave by ${gateway}, and never as this node`, `${leaving} ${refused}`] };
  const hops = inFamily(family, cluster.nodes.find(({ name }) => name === gateway)?.addresses ?? []);
  return {
    forward: [
      `# these leave by ${gateway}, and never straight from here`,
      `${leaving} rt ${headerOf(family)} nexthop != ${anyOf(hops)} ${refused}`,
    ],
    ...(cluster.egress === 'masquerade'
      ? { postrouting: [`# these get their address from ${gateway}`, `${leaving} accept`] }
      : {}),
  };
};

/**
 * Profile strict: answers to chosen pods come from where the gateway node is, and that is not where outsiders live. What
 * the gateway node would drop does not set out for it: an overlay may lead there over the larger network.
 */
export const egressStrict = ({ lab, cluster, node, family }: Seat): Chains => {
  const gateway = cluster.egressGateway;
  if (lab.profile !== 'strict' || gateway === null || gateway.node === node.name) return {};
  // Here outsiders do live where the gateway node is, and what goes there leaves by the link that strict looks at anyway.
  if (cluster.model === 'flat') return {};
  if (inFamily(family, gateway.addresses).length === 0) return {};
  const here = addressesOf(chosenOn(gateway, node), family);
  if (here.length === 0) return {};
  const link = cluster.dataplane === 'vxlan' ? vtepLink : podLink;
  const header = headerOf(family);
  return {
    forward: [
      '# segments outside any connection leave no more by another node than by this one',
      `${header} saddr ${anyOf(here)} ${header} daddr != ${anyOf(insiders(lab, cluster, family))} ct state invalid drop`,
    ],
    guard: [
      `# answers that ${gateway.node} sends on; nobody else in the cluster's own network may send as an outsider`,
      `iifname "${link}" ${header} saddr != ${anyOf(inFamily(family, podNetworkOf(lab, cluster)))} ${header} daddr ${anyOf(here)} accept`,
    ],
  };
};
