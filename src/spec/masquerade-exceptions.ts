// Exceptions from masquerade: ranges that see the pods' own addresses. Outside a flat network they are for machines of no
// cluster, as nodes are where pods' addresses mean something else: those of the nodes' own pods.

import { blockOf, rangeOf, rangesOverlap, within } from './address.ts';
import { together } from './archipelago.ts';
import type { Draft, DraftCluster, DraftException, Placed } from './draft.ts';
import { viewsOf } from './draft-in-family.ts';
import type { Finding, Report } from './finding.ts';
import { lanLength } from './lans.ts';

export const checkMasqueradeExceptions = (draft: Draft, report: Report): void => {
  for (const view of viewsOf(draft)) checkView(view, report);
};

const checkView = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    const all = cluster.masqueradeExceptions;
    if (!masqueraded(cluster, report)) continue;
    if (cluster.model === 'flat') covered(cluster, report);
    all.forEach((exception, index) => {
      const wrong =
        useless(draft, cluster, exception) ??
        again(all.slice(0, index), exception) ??
        (cluster.model === 'flat'
          ? saidBack(exception)
          : (inhabited(draft, exception) ?? twoWays(draft, cluster, exception)));
      if (wrong === null) return;
      const message = `masqueradeExceptions ${exception.cidr.text} of cluster ${cluster.name} ${wrong.message}`;
      report({ path: exception.cidr.path, message, hint: wrong.hint });
    });
  }
};

type Wrong = Pick<Finding, 'message' | 'hint'> | null;

/** Is there anything to except from? */
const masqueraded = ({ name, path, egress, masqueradeExceptions }: DraftCluster, report: Report): boolean => {
  if (egress === 'masquerade') return true;
  if (masqueradeExceptions.length === 0) return false;
  const message = `cluster ${name} masquerades nothing, so there is nothing to except`;
  const hint = 'write egress: masquerade, or remove masqueradeExceptions';
  report({ path: [...path, 'masqueradeExceptions'], at: 'key', message, hint });
  return false;
};

/** What makes a flat cluster flat: its own nodes and pods never see anything but the pods' own addresses. */
const covered = ({ name, path, podCidrs, nodes, masqueradeExceptions }: DraftCluster, report: Report): void => {
  // Without any, egress.ts has said that it is not flat.
  if (masqueradeExceptions.length === 0) return;
  const lans = new Set(nodes.flatMap(({ addresses }) => addresses.map(lanOf)));
  for (const range of [...podCidrs.map(({ text }) => text), ...lans]) {
    if (masqueradeExceptions.some(({ cidr }) => within(cidr.range, rangeOf(range)))) continue;
    const message = `masqueradeExceptions of flat cluster ${name} leave out ${range}, where its own nodes and pods are`;
    report({
      path: [...path, 'masqueradeExceptions'],
      message,
      hint: `add ${range}, or a range that covers it: among themselves they always see the pods' own addresses`,
    });
  }
};

const lanOf = ({ text, range }: Placed): string => blockOf(text, lanLength(range.family));

const useless = ({ cidrs, clusters }: Draft, cluster: DraftCluster, { cidr }: DraftException): Wrong => {
  const { range } = cidr;
  if (!cluster.podCidrs.some((pods) => pods.range.family === range.family))
    return { message: `is IPv${range.family}, which its pods do not have`, hint: 'remove it' };
  if (!cidrs.some((outer) => within(outer.range, range)))
    return {
      message: 'is outside the network',
      hint: `choose one inside ${cidrs.map(({ text }) => text).join(' or ')}`,
    };
  if (cluster.model === 'flat') return null;
  const own = clusters
    .filter((other) => other === cluster || together(other, cluster))
    .flatMap(({ podCidrs }) => podCidrs)
    .find((pods) => within(pods.range, range));
  if (own === undefined) return null;
  return { message: `lies in podCidr ${own.text}`, hint: 'remove it: between pods nobody is masqueraded' };
};

const again = (earlier: readonly DraftException[], { cidr }: DraftException): Wrong => {
  const other = earlier.find((one) => rangesOverlap(one.cidr.range, cidr.range));
  if (other === undefined) return null;
  return { message: `overlaps ${other.cidr.text}`, hint: 'remove the narrower one of them' };
};

const saidBack = ({ routedBack }: DraftException): Wrong =>
  routedBack === null
    ? null
    : {
        message: 'says routedBack, and a flat network knows the way to its pods from everywhere',
        hint: 'write the range alone',
      };

/** A node knows the way to pods of its own, and takes the address for one of theirs; its LAN knows nodes alone. */
const inhabited = ({ clusters }: Draft, { cidr }: DraftException): Wrong => {
  for (const { name, model, nodes, podCidrs } of clusters) {
    const node = nodes.find(({ addresses }) => addresses.some((one) => rangesOverlap(rangeOf(lanOf(one)), cidr.range)));
    const hint = 'except ranges of machines that are of no cluster, such as that of a host';
    if (node !== undefined)
      return { message: `covers the LAN of ${node.name}, where pods are known as their node`, hint };
    const pods = model === 'flat' ? podCidrs.find(({ range }) => rangesOverlap(range, cidr.range)) : undefined;
    if (pods !== undefined) return { message: `overlaps podCidr ${pods.text} of flat cluster ${name}`, hint };
  }
  return null;
};

/** An answer to a pod's address is routed to one of those that have it. */
const twoWays = ({ clusters }: Draft, cluster: DraftCluster, { cidr, routedBack }: DraftException): Wrong => {
  if (routedBack !== true) return null;
  const rival = clusters.slice(0, clusters.indexOf(cluster)).find((other) => {
    const samePods = other.podCidrs.some((pods) =>
      cluster.podCidrs.some((own) => rangesOverlap(own.range, pods.range)),
    );
    const sameRange = other.masqueradeExceptions.some(
      (one) => one.routedBack && rangesOverlap(one.cidr.range, cidr.range),
    );
    return samePods && sameRange;
  });
  if (rival === undefined) return null;
  return {
    message: `is routed back to pods whose addresses those of cluster ${rival.name} have, too`,
    hint: 'leave out routedBack in one of them: out there an address can lead to one pod only',
  };
};
