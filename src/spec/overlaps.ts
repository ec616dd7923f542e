// Which ranges may share addresses is what tells the models apart: islands and archipelagos may reuse each other's pod
// ranges, flat clusters and those of one archipelago may not, and nobody may cover a LAN, whose machines would no longer
// be reached.

import { rangeOf, rangesOverlap } from './address.ts';
import { together } from './archipelago.ts';
import type { Draft, DraftCluster, Placed } from './draft.ts';
import { viewsOf } from './draft-in-family.ts';
import type { Report } from './finding.ts';
import { lansOf, type DraftLan } from './lans.ts';

export const checkOverlaps = (draft: Draft, report: Report): void => {
  for (const view of viewsOf(draft)) checkView(view, report);
};

const checkView = (draft: Draft, report: Report): void => {
  const lans = lansOf(draft);
  draft.clusters.forEach((cluster, index) => {
    for (const cidr of cluster.podCidrs) podsOverLan({ cidr, cluster }, lans, report);
    rangesOfOne(cluster, report);
    podsOverPods(cluster, draft.clusters.slice(0, index), report);
    nodesOverNodes(cluster, report);
    servicesOver({ cluster, clusters: draft.clusters, lans }, report);
  });
};

type Pods = { readonly cidr: Placed; readonly cluster: DraftCluster };

const podsOverLan = ({ cidr, cluster }: Pods, lans: readonly DraftLan[], report: Report): void => {
  for (const lan of lans) {
    if (!rangesOverlap(rangeOf(lan.cidr), cidr.range)) continue;
    const covered = lan.members.filter(({ address }) => rangesOverlap(address.range, cidr.range));
    const [member] = covered.length > 0 ? covered : lan.members;
    const what = covered.length > 0 ? `address ${member?.address.text}` : `${lan.cidr}, the LAN`;
    const message = `podCidr ${cidr.text} of cluster ${cluster.name} overlaps ${what} of ${member?.name}`;
    report({ path: cidr.path, message, hint: 'choose ranges apart: pods could not reach the machines of that LAN' });
  }
};

const rangesOfOne = ({ name, podCidrs }: DraftCluster, report: Report): void =>
  podCidrs.forEach((cidr, at) => {
    const found = podCidrs.slice(0, at).find(({ range }) => rangesOverlap(range, cidr.range));
    if (found === undefined) return;
    const message = `podCidr ${cidr.text} of cluster ${name} overlaps its own ${found.text}`;
    report({ path: cidr.path, message, hint: 'give ranges apart, or one that holds both' });
  });

const podsOverPods = (cluster: DraftCluster, earlier: readonly DraftCluster[], report: Report): void => {
  for (const other of earlier) {
    if (mayReuse(cluster, other)) continue;
    for (const cidr of cluster.podCidrs) {
      const found = other.podCidrs.find(({ range }) => rangesOverlap(range, cidr.range));
      if (found === undefined) continue;
      const message = `podCidr ${cidr.text} overlaps ${found.text} of cluster ${other.name}`;
      report({
        path: cidr.path,
        message,
        hint: together(cluster, other)
          ? `clusters of one archipelago share a network of pods: choose another, or another archipelago`
          : 'only islands may reuse pod ranges: choose another, or make both clusters islands',
      });
    }
  }
};

/** Neither is seen from outside its own network of pods, and it is not the same network. */
const mayReuse = (cluster: DraftCluster, other: DraftCluster): boolean =>
  cluster.model !== 'flat' && other.model !== 'flat' && !together(cluster, other);

/** Sorted, each range need only be held against the one so far that reaches furthest. */
const nodesOverNodes = ({ nodes }: DraftCluster, report: Report): void => {
  const all = nodes.flatMap(({ name, podCidrs }, order) => podCidrs.map((cidr) => ({ name, order, cidr })));
  for (const family of [4, 6]) {
    const sorted = all
      .filter(({ cidr }) => cidr.range.family === family)
      .toSorted((a, b) =>
        a.cidr.range.first === b.cidr.range.first
          ? a.order - b.order
          : a.cidr.range.first < b.cidr.range.first
            ? -1
            : 1,
      );
    let furthest = sorted[0];
    for (const item of sorted.slice(1)) {
      if (furthest === undefined) continue;
      if (rangesOverlap(furthest.cidr.range, item.cidr.range)) {
        const [former, latter] = furthest.order < item.order ? [furthest, item] : [item, furthest];
        const message = `podCidr ${latter.cidr.text} of ${latter.name} overlaps ${former.cidr.text} of ${former.name}`;
        report({ path: latter.cidr.path, message, hint: 'give each node a range of its own' });
      }
      if (item.cidr.range.last > furthest.cidr.range.last) furthest = item;
    }
  }
};

type Services = {
  readonly cluster: DraftCluster;
  readonly clusters: readonly DraftCluster[];
  readonly lans: readonly DraftLan[];
};

const servicesOver = ({ cluster, clusters, lans }: Services, report: Report): void => {
  // Another island's pods cannot be seen from here, so their range may be anything.
  const visible = clusters.filter((other) => other === cluster || other.model === 'flat' || together(cluster, other));
  const ranges = [
    ...visible.flatMap(({ name, podCidrs }) =>
      podCidrs.map(({ text, range }) => ({ range, what: `podCidr ${text} of cluster ${name}` })),
    ),
    ...lans.map(({ cidr, members }) => ({ range: rangeOf(cidr), what: `${cidr}, the LAN of ${members[0]?.name}` })),
  ];
  for (const cidr of cluster.serviceCidrs) {
    for (const { range, what } of ranges) {
      if (!rangesOverlap(range, cidr.range)) continue;
      const message = `serviceCidr ${cidr.text} of cluster ${cluster.name} overlaps ${what}`;
      const path = cidr.path.includes('serviceCidr') ? cidr.path : [...cluster.path, 'serviceCidr'];
      report({
        path,
        message,
        hint: 'a VIP is no address of any machine: choose a range that nothing else uses, such as 172.30.0.0/16',
      });
    }
  }
};
