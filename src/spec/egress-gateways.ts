// Egress gateways: the node and the pods are of the cluster, and the address is one that the node can answer ARP for and
// that nobody else has.

import { blockOf, contains, familyOf, rangesOverlap } from './address.ts';
import { type Draft, type DraftCluster, type DraftEgressGateway, membersOf, type Placed } from './draft.ts';
import { masqueradedThoughFlat } from './egress.ts';
import { type Finding, machinesAt, type Path, quote, type Report } from './finding.ts';
import { lanLength, specialInLan } from './lans.ts';
import { mannerIn } from './manner.ts';
import { suggest } from './suggest.ts';

/**
 * What outsiders see, one a family of the node's in which pods are masqueraded at all: its own address, where the file
 * gives no other.
 */
export const exitAddresses = (cluster: DraftCluster, { file, addresses }: DraftEgressGateway): readonly Placed[] =>
  (cluster.nodes.find(({ name }) => name === file.node)?.addresses ?? [])
    .filter(({ range }) => mannerIn(cluster, range.family).egress === 'masquerade')
    .map((own) => addresses.find(({ range }) => range.family === own.range.family) ?? own);

export const checkEgressGateways = (draft: Draft, report: Report): void => {
  const taken = takenAddresses(draft);
  for (const cluster of draft.clusters) {
    const gateway = cluster.egressGateway;
    if (gateway === null) continue;
    members(cluster, gateway, report);
    // Where nothing can leave by it, its addresses are no matter.
    if (!hasWayOut(cluster, gateway, report)) continue;
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
  const flat = manners.every(({ model }) => model === 'flat');
  if (!flat && manners.some(({ egress }) => egress === 'masquerade')) return true;
  // egress.ts has told of both.
  if (masqueradedThoughFlat(cluster) !== null) return false;
  const message = flat
    ? `cluster ${name} is flat, and its pods are seen with their own addresses`
    : `cluster ${name} has egress: ${cluster.egress}, so there is nothing that an egress gateway could let out`;
  const hint = `write ${flat ? 'model: island' : 'egress: masquerade'}, or remove egressGateway`;
  report({ path, at: 'key', message, hint });
  return false;
};

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
  const pods = cluster.podCidrs.some(({ range }) => range.family === family);
  if (pods && mannerIn(cluster, family).egress === 'masquerade') return null;
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
