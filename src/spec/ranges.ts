// Everything lies inside what it belongs to: machines and LANs in the larger network, pods in their node's range.

import { bitsOf, lastUsable, prefixLength, rangeOf, within } from './address.ts';
import { membersOf, type Draft, type DraftCluster, type DraftNode, type Placed } from './draft.ts';
import { keyOf, type Report } from './finding.ts';
import { lanLength, lansOf, specialInLan } from './lans.ts';
import { mostOnOneBridge } from './limits.ts';
import { modelIn } from './manner.ts';

export const checkRanges = (draft: Draft, report: Report): void => {
  // One short form makes many addresses, and one word about them is enough.
  const said = new Set<string>();
  for (const { name, path, addresses, generated } of membersOf(draft)) {
    for (const address of addresses) {
      const once: Report = (finding) => {
        if (generated !== true || !said.has(path.join('\n'))) report(finding);
        if (generated === true) said.add(path.join('\n'));
      };
      inside(address, { what: `address ${address.text} of ${name}`, outers: draft.cidrs, whose: 'the network' }, once);
    }
  }
  checkLans(draft, report);
  for (const cluster of draft.clusters) checkCluster(cluster, draft, report);
};

type Belonging = { readonly what: string; readonly outers: readonly Placed[]; readonly whose: string };

const inside = (inner: Placed, { what, outers, whose }: Belonging, report: Report): void => {
  const same = outers.filter((outer) => outer.range.family === inner.range.family);
  // No range of this family at all: families.ts tells that.
  if (same.length === 0 || same.some((outer) => within(outer.range, inner.range))) return;
  const texts = same.map(({ text }) => text).join(' and ');
  const message = `${what} is outside ${texts} of ${whose}`;
  report({ path: inner.path, message, hint: `choose one inside ${texts}, or widen that` });
};

/** Of the range itself, once for all networks that have it. */
export const checkSize = (draft: Draft, report: Report): void => {
  for (const { text, range, path } of draft.cidrs) {
    const length = lanLength(range.family);
    if (prefixLength(text) <= length) continue;
    const message = `network ${text} is smaller than a LAN, which has /${length}`;
    report({ path, message, hint: `give the network a prefix of /${length} or shorter, such as 10.0.0.0/8` });
  }
};

const checkLans = (draft: Draft, report: Report): void => {
  for (const { name, addresses } of membersOf(draft)) {
    for (const { text, range, path } of addresses) {
      const special = specialInLan(range.family, range.first);
      if (special === null) continue;
      const message = `address ${text} of ${name} is ${special}`;
      report({
        path,
        message,
        hint: `LANs are /24 (IPv6: /64) and the last usable address is the core's: choose another`,
      });
    }
  }
  for (const { cidr, members } of lansOf(draft)) {
    const [extra] = members.slice(mostOnOneBridge);
    if (extra === undefined) continue;
    const message = `${members.length} machines on LAN ${cidr}, at most 1,000 fit on one bridge`;
    report({
      path: extra.path,
      at: 'key',
      message,
      hint: 'a Linux bridge has 1,024 ports: spread them over several LANs',
    });
  }
};

const checkCluster = (cluster: DraftCluster, draft: Draft, report: Report): void => {
  const whose = `cluster ${cluster.name}`;
  for (const cidr of cluster.podCidrs) {
    if (modelIn(cluster, cidr.range.family) === 'flat') {
      const what = `podCidr ${cidr.text} of flat cluster ${cluster.name}`;
      inside(cidr, { what, outers: draft.cidrs, whose: 'the network' }, report);
    }
  }
  for (const node of cluster.nodes) {
    for (const cidr of node.podCidrs) {
      inside(cidr, { what: `podCidr ${cidr.text} of ${node.name}`, outers: cluster.podCidrs, whose }, report);
    }
    checkPods(node, cluster, report);
  }
  for (const { name, clusterAddresses } of cluster.services) {
    for (const address of clusterAddresses) {
      const what = `clusterAddress ${address.text} of ${name}`;
      inside(address, { what, outers: cluster.serviceCidrs, whose }, report);
    }
  }
};

const checkPods = (node: DraftNode, cluster: DraftCluster, report: Report): void => {
  const outers = cluster.ipam === 'pool' ? cluster.podCidrs : node.podCidrs;
  const whose = cluster.ipam === 'pool' ? `cluster ${cluster.name}` : node.name;
  for (const pod of node.pods.filter(({ explicit }) => explicit)) {
    for (const address of pod.addresses) {
      const what = `address ${address.text} of ${pod.name}`;
      inside(address, { what, outers, whose }, report);
      const cidr = outers.find(({ range }) => within(range, address.range));
      const special = cidr === undefined ? null : specialInRange(cidr, address, node);
      if (special !== null)
        report({ path: address.path, message: `${what} is ${special}`, hint: `choose another in ${cidr?.text}` });
    }
  }
};

const specialInRange = (cidr: Placed, { text, range }: Placed, node: DraftNode): string | null => {
  if (node.podCidrs.includes(cidr) && lastUsable(cidr.text) === text) return `the gateway of the pods of ${node.name}`;
  if (bitsOf(range.family) - prefixLength(cidr.text) < 2) return null;
  if (range.first === cidr.range.first) return `the address of the range ${cidr.text} itself`;
  return range.family === 4 && range.first === rangeOf(cidr.text).last
    ? `the broadcast address of ${keyOf(cidr.path)} ${cidr.text}`
    : null;
};
