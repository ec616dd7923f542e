// Egress gateways: the node and the pods are of the cluster, there is a way from these to that one, and the address is one
// that the node can answer ARP for and that nobody else has.

import { blockOf, contains, familyOf, rangesOverlap } from './address.ts';
import {
  type Draft,
  type DraftCluster,
  type DraftEgressGateway,
  type DraftNode,
  membersOf,
  type Placed,
} from './draft.ts';
import { type Finding, machinesAt, type Path, quote, type Report } from './finding.ts';
import { lanLength, specialInLan } from './lans.ts';
import type { Family, Manner } from './lab.ts';
import { mannerIn } from './manner.ts';
import { suggest } from './suggest.ts';

/** What outsiders see, one a family of the node's in which pods leave at all: its own address, where the file gives no other. */
export const exitAddresses = (cluster: DraftCluster, { file, addresses }: DraftEgressGateway): readonly Placed[] =>
  (cluster.nodes.find(({ name }) => name === file.node)?.addresses ?? [])
    .filter(({ range }) => letsOut(mannerIn(cluster, range.family)))
    .map((own) => addresses.find(({ range }) => range.family === own.range.family) ?? own);

/** A flat family lets pods out as themselves, and those that are chosen as the gateway. */
const letsOut = ({ model, egress }: Manner): boolean => model === 'flat' || egress === 'masquerade';

export const checkEgressGateways = (draft: Draft, report: Report): void => {
  const taken = takenAddresses(draft);
  for (const cluster of draft.clusters) {
    const gateway = cluster.egressGateway;
    if (gateway === null) continue;
    members(cluster, gateway, report);
    // Where nothing can leave by it, its addresses are no matter.
    if (!hasWayOut(cluster, gateway, report)) continue;
    outOfReach(cluster, gateway, report);
    for (const address of gateway.addresses) {
      const wrong =
        unneeded(cluster, address) ??
        misplaced(draft, address) ??
        unanswered(cluster, gateway, address) ??
        alreadyOf(taken, address);
      taken.set(address.text, taken.get(address.text) ?? `the egress gateway of cluster ${cluster.name}`);
      if (wrong === null) continue;
      const message = `address ${address.text} of the egress gateway of cluster ${cluster.name} ${wrong.message}`;
      report({ ...wrong, path: address.path, message });
    }
  }
};

type Wrong = Pick<Finding, 'message' | 'hint' | 'follows'> | null;

const takenAddresses = (draft: Draft): Map<string, string> =>
  new Map([
    ...membersOf(draft).flatMap(({ name, addresses }) => addresses.map(({ text }) => [text, name] as const)),
    ...draft.clusters.flatMap(({ services }) =>
      services.flatMap(({ name, vips }) => vips.map(({ text }) => [text, `service ${name}`] as const)),
    ),
  ]);

const hasWayOut = (cluster: DraftCluster, { path }: DraftEgressGateway, report: Report): boolean => {
  const { name } = cluster;
  const manners = cluster.podCidrs.map(({ range }) => mannerIn(cluster, range.family));
  // An unreadable podCidr has been told of.
  if (manners.length === 0) return false;
  if (manners.some(letsOut)) return true;
  const message = `cluster ${name} has egress: ${cluster.egress}, so there is nothing that an egress gateway could let out`;
  report({ path, at: 'key', message, hint: 'write egress: masquerade, or remove egressGateway' });
  return false;
};

/**
 * A flat cluster has no network of its own by which a node could hand a packet to the gateway, only the LAN that they may
 * share. Routers in between look at where it is bound for, and send it straight there.
 */
const outOfReach = (cluster: DraftCluster, { path, file }: DraftEgressGateway, report: Report): void => {
  const exit = cluster.nodes.find(({ name }) => name === file.node);
  file.pods.forEach((pod, index) => {
    const node = cluster.nodes.find(({ pods }) => pods.some(({ name }) => name === pod));
    const apart = flatLegs(cluster, exit).find((own) => flatLegs(cluster, node).some(isElsewhere(own)));
    if (node === undefined || exit === undefined || apart === undefined) return;
    report({
      path: [...path, 'pods', index],
      message: `pod ${quote(pod)} of ${node.name} cannot leave by ${exit.name}: in a flat network core stands between them, and would send its packets straight out`,
      hint: `choose pods of nodes in ${lanOf(apart.text)}, or another node`,
      follows: machinesAt(cluster.path),
    });
  });
};

/** Of the families in which the cluster is flat. */
const flatLegs = (cluster: DraftCluster, node: DraftNode | undefined): readonly Placed[] =>
  (node?.addresses ?? []).filter(
    ({ range: { family } }) => hasPods(cluster, family) && mannerIn(cluster, family).model === 'flat',
  );

const isElsewhere =
  (own: Placed) =>
  ({ text, range }: Placed): boolean =>
    range.family === own.range.family && lanOf(text) !== lanOf(own.text);

const hasPods = ({ podCidrs }: DraftCluster, family: Family): boolean =>
  podCidrs.some(({ range }) => range.family === family);

const members = (
  { name, path: whole, nodes }: DraftCluster,
  { path, file }: DraftEgressGateway,
  report: Report,
): void => {
  const pods = new Set(nodes.flatMap((node) => node.pods.map((pod) => pod.name)));
  const known = { node: new Set(nodes.map((node) => node.name)), pod: pods };
  const member = (what: 'node' | 'pod', named: string, at: Path): void => {
    if (known[what].has(named)) return;
    const near = suggest(named, known[what]);
    const message = `${quote(named)} of the egress gateway is not a ${what} of cluster ${name}`;
    report({
      ...{ path: at, message, follows: machinesAt(whole) },
      hint: near === null ? `its ${what}s are ${first(known[what])}` : `did you mean ${near}?`,
    });
  };
  member('node', file.node, [...path, 'node']);
  file.pods.forEach((pod, index) => {
    const at = [...path, 'pods', index];
    if (file.pods.indexOf(pod) === index) member('pod', pod, at);
    else report({ path: at, message: `pod ${quote(pod)} is chosen twice`, hint: 'remove one of them' });
  });
};

const first = (names: ReadonlySet<string>): string =>
  `${[...names].slice(0, 6).join(', ')}${names.size > 6 ? '…' : ''}`;

const unneeded = (cluster: DraftCluster, { range: { family } }: Placed): Wrong => {
  const pods = hasPods(cluster, family);
  if (pods && letsOut(mannerIn(cluster, family))) return null;
  const why = pods ? 'in which no pod is masqueraded' : 'which its pods do not have';
  return { message: `is IPv${family}, ${why}`, hint: 'remove it' };
};

const misplaced = ({ cidrs, clusters }: Draft, { text, range }: Placed): Wrong => {
  if (!cidrs.some((cidr) => contains(cidr.text, text)))
    return {
      message: 'is outside the network',
      follows: [['network', 'cidr']],
      hint: `choose one inside ${cidrs.map((cidr) => cidr.text).join(' or ')}`,
    };
  const inside = clusters.find(({ podCidrs, serviceCidrs }) =>
    [...podCidrs, ...serviceCidrs].some((cidr) => rangesOverlap(cidr.range, range)),
  );
  if (inside === undefined) return null;
  return {
    message: `lies in a range of cluster ${inside.name}`,
    hint: 'choose one of the larger network that nothing else uses',
  };
};

const unanswered = ({ nodes }: DraftCluster, { file }: DraftEgressGateway, { text, range }: Placed): Wrong => {
  const special = specialInLan(range.family, range.first);
  if (special !== null) return { message: `is ${special}`, hint: 'choose another address of that LAN' };
  const own = nodes.find(({ name }) => name === file.node)?.addresses.find((one) => one.range.family === range.family);
  // An unknown node has been told of.
  if (own === undefined || lanOf(own.text) === lanOf(text)) return null;
  return { message: `is not on the LAN of ${file.node}`, hint: `choose one in ${lanOf(own.text)}` };
};

const lanOf = (address: string): string => blockOf(address, lanLength(familyOf(address)));

const alreadyOf = (taken: ReadonlyMap<string, string>, { text }: Placed): Wrong => {
  const owner = taken.get(text);
  if (owner === undefined) return null;
  return {
    message: `is already that of ${owner}`,
    hint: "choose another one; left out, the pods are seen with the node's own",
  };
};
