// Gives addresses to whatever the file leaves to us: in order, deterministic, around what is given.

import {
  addressAt,
  bitsOf,
  lastUsable,
  prefixLength,
  printAddress,
  rangeOf,
  rangesOverlap,
  type Range,
} from './address.ts';
import {
  membersOf,
  type Draft,
  type DraftCluster,
  type DraftNode,
  type DraftPod,
  type DraftService,
  type Placed,
} from './draft.ts';
import type { Finding, Report } from './finding.ts';
import type { Family } from './lab.ts';
import { lanLength, specialInLan } from './lans.ts';
import { mainDraft, ownDraft } from './isolated.ts';
import { poolAddresses } from './pool.ts';
import { withLegs } from './proxy-legs.ts';
import { place, placeValue } from './typed.ts';

export const allocate = (draft: Draft, report: Report): Draft => {
  const mainly = takenIn(mainDraft(draft));
  return {
    ...draft,
    clusters: draft.clusters.map((cluster) => {
      const taken = cluster.model === 'isolated' ? takenIn(ownDraft(draft, cluster)) : mainly;
      const addressed = nodeAddresses(cluster, taken, report);
      const nodes = podsOf({ ...cluster, nodes: addressed }, report);
      return withLegs({ ...cluster, nodes, services: serviceAddresses(cluster, report) }, report);
    }),
  };
};

const podsOf = (cluster: DraftCluster, report: Report): readonly DraftNode[] =>
  cluster.ipam === 'pool' ? poolAddresses(cluster, report) : allPodAddresses(nodePodCidrs(cluster, report), report);

const takenIn = (draft: Draft): Set<string> => {
  const vips = draft.clusters.flatMap(({ services }) => services.flatMap((service) => service.vips));
  const exits = draft.clusters.flatMap(({ egressGateway }) => egressGateway?.addresses ?? []);
  const given = [...membersOf(draft).flatMap(({ addresses }) => addresses), ...vips, ...exits];
  return new Set(given.map(({ text }) => text));
};

const familiesOf = (placed: readonly Placed[]): readonly Family[] => placed.map(({ range }) => range.family);

/** From nodeCidr, in order, leaving out what is taken and what cannot be a machine's address on its LAN. */
const nodeAddresses = (cluster: DraftCluster, taken: Set<string>, report: Report): readonly DraftNode[] => {
  const columns = cluster.nodeCidrs.map((cidr) => freeAddresses(cidr.range, taken));
  let full = false;
  return cluster.nodes.map((node) => {
    if (!node.generated) return node;
    const addresses = columns.map((column) => column.next().value ?? null).filter((text) => text !== null);
    if (addresses.length < columns.length && !full) {
      full = true;
      const texts = cluster.nodeCidrs.map(({ text }) => text).join(' and ');
      const message = `nodeCidr ${texts} has no address left for ${node.name}`;
      report({ path: [...cluster.path, 'nodeCidr'], message, hint: 'give a wider nodeCidr, such as 10.240.0.0/16' });
    }
    return { ...node, addresses: addresses.map((text) => place(text, node.path)) };
  });
};

const freeAddresses = function* ({ family, first, last }: Range, taken: Set<string>): Generator<string, null> {
  for (let value = first; value <= last; value += 1n) {
    if (specialInLan(family, value) !== null) continue;
    const text = printAddress(family, value);
    if (taken.has(text)) continue;
    taken.add(text);
    yield text;
  }
  return null;
};

/** The next free /24 or /64 of the cluster's ranges, from the second one of each on, as the first node's is 10.0.1.0/24. */
const nodePodCidrs = (cluster: DraftCluster, report: Report): readonly DraftNode[] => {
  const given = cluster.nodes.flatMap(({ podCidrs }) => podCidrs.map(({ range }) => range));
  const families = [...new Set(familiesOf(cluster.podCidrs))];
  const columns = families.map((family) => freeBlocks(family, cluster.podCidrs, given));
  let full = false;
  return cluster.nodes.map((node) => {
    if (node.podCidrs.length > 0) return node;
    const blocks = columns.map((column) => column.next().value ?? null).filter((text) => text !== null);
    if (blocks.length < columns.length && !full) {
      full = true;
      const lengths = families.map((family) => `/${lanLength(family)}`);
      const message = `podCidr ${cluster.podCidrs.map(({ text }) => text).join(' and ')} has no ${lengths.join(' and ')} left for ${node.name}`;
      report({
        path: [...cluster.path, 'podCidr'],
        message,
        hint: 'give a wider podCidr, or each node a podCidr of its own',
      });
    }
    return { ...node, podCidrs: blocks.map((text) => place(text, node.path)) };
  });
};

const freeBlocks = function* (
  family: Family,
  cidrs: readonly Placed[],
  given: readonly Range[],
): Generator<string, null> {
  const length = lanLength(family);
  const size = 1n << BigInt(bitsOf(family) - length);
  const inOrder = given.filter((one) => one.family === family).toSorted((a, b) => (a.first < b.first ? -1 : 1));
  for (const { range } of cidrs.filter((cidr) => cidr.range.family === family)) {
    let next = 0;
    const whole = range.last - range.first + 1n;
    for (
      let first = whole === size ? range.first : range.first + size;
      first + size - 1n <= range.last;
      first += size
    ) {
      const block: Range = { family, first, last: first + size - 1n };
      while (inOrder[next] !== undefined && (inOrder[next]?.last ?? 0n) < first) next += 1;
      const other = inOrder[next];
      if (other === undefined || !rangesOverlap(block, other)) yield `${printAddress(family, first)}/${length}`;
    }
  }
  return null;
};

/** One podsPerNode can be too much for many nodes, and one word about them is enough. */
const allPodAddresses = (nodes: readonly DraftNode[], report: Report): readonly DraftNode[] => {
  const alike = new Map<string, Shortage[]>();
  const addressed = nodes.map((node) =>
    podAddresses(node, (shortage) => {
      const { room, pods } = shortage;
      // Pods that the file names are their own node's problem; others were only counted, mostly for all nodes at once.
      const key = node.pods.every(({ generated }) => generated) ? `${room} of ${pods}` : node.name;
      alike.set(key, [...(alike.get(key) ?? []), shortage]);
    }),
  );
  for (const [first, ...others] of alike.values())
    if (first !== undefined) report(shortageFinding(first, others.length));
  return addressed;
};

type Shortage = { readonly node: DraftNode; readonly cidr: Placed; readonly room: number; readonly pods: number };

const shortageFinding = ({ node, cidr, room, pods }: Shortage, more: number): Finding => ({
  path: node.generated ? node.path : [...node.path, 'pods'],
  message: `podCidr ${cidr.text} of ${node.name} has addresses for ${room} of its ${pods} pods${more === 0 ? '' : `; the same for ${more} more`}`,
  hint: 'the last usable address is the gateway; give the node a wider podCidr, or fewer pods',
});

/** .1, .2… of the node's podCidr, the last usable address being the gateway's. */
const podAddresses = (node: DraftNode, onShortage: (shortage: Shortage) => void): DraftNode => {
  const unaddressed = node.pods.filter(({ explicit }) => !explicit).length;
  const ranges = node.podCidrs.filter((cidr) => {
    const room = Number(rangeOf(lastUsable(cidr.text)).first - cidr.range.first - 1n);
    if (unaddressed > room) onShortage({ node, cidr, room: Math.max(room, 0), pods: unaddressed });
    return unaddressed <= room;
  });
  const addressed = (pod: DraftPod, index: number): DraftPod => ({
    ...pod,
    addresses: ranges.map(({ range }) => placeValue(range.family, range.first + BigInt(index + 1), pod.path)),
  });
  return { ...node, pods: node.pods.map((pod, index) => (pod.explicit ? pod : addressed(pod, index))) };
};

/** .1, .2… of serviceCidr, leaving out the VIPs that the file gives. */
const serviceAddresses = (cluster: DraftCluster, report: Report): readonly DraftService[] => {
  const given = cluster.services.flatMap(({ clusterAddresses }) => clusterAddresses.map(({ text }) => text));
  const columns = cluster.serviceCidrs.map((cidr) => ({ cidr, free: freeVips(cidr.text, new Set(given)) }));
  return cluster.services.map((service) => {
    const families = familiesOf(service.clusterAddresses);
    const added = columns
      .filter(({ cidr }) => !families.includes(cidr.range.family))
      .map(({ cidr, free }) => {
        const text = free.next().value ?? null;
        const message = `serviceCidr ${cidr.text} has no address left for ${service.name}`;
        if (text === null)
          report({ path: cidr.path, message, hint: 'give a wider serviceCidr, such as 172.30.0.0/16' });
        return text === null ? [] : [place(text, service.path)];
      });
    const all = [...service.clusterAddresses, ...added.flat()];
    return { ...service, clusterAddresses: all.toSorted((a, b) => a.range.family - b.range.family) };
  });
};

const freeVips = function* (cidr: string, given: ReadonlySet<string>): Generator<string, null> {
  const size = 2 ** (bitsOf(rangeOf(cidr).family) - prefixLength(cidr));
  for (let index = 1; index < size; index += 1) {
    const text = addressAt(cidr, index);
    if (!given.has(text)) yield text;
  }
  return null;
};
