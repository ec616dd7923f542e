// Machines that are no pods and live among those of an archipelago: a database, a mainframe, somebody's old printer. What
// is said of pods' addresses holds for theirs, and no range of a cluster may have them, or a pod would get one some day.

import { rangeOf, rangesOverlap, within } from './address.ts';
import type { Draft, DraftCluster, DraftInsider, Placed } from './draft.ts';
import { oneOf, quote, type Report } from './finding.ts';
import { mainDraft } from './isolated.ts';
import type { Insider } from './insider.ts';
import { lansOf } from './lans.ts';
import type { LabFile } from './schema.ts';
import { suggest } from './suggest.ts';
import { readAddresses } from './typed.ts';

/** Those of each archipelago are told of its first cluster. */
export const withInsiders = (
  clusters: readonly DraftCluster[],
  { archipelagos }: Pick<LabFile, 'archipelagos'>,
  report: Report,
): readonly DraftCluster[] => {
  const members = new Map(clusters.toReversed().map((cluster) => [cluster.archipelago, cluster.name]));
  const insiders = new Map(
    Object.entries(archipelagos).map(([name, { hosts }]) => {
      const path = ['archipelagos', name];
      if (!members.has(name)) unknown(name, [...members.keys()], report);
      return [
        name,
        Object.entries(hosts).map(([host, its]) =>
          insiderOf({ name: host, its, at: [...path, 'hosts', host] }, report),
        ),
      ];
    }),
  );
  return clusters.map((cluster) => ({
    ...cluster,
    insiders: members.get(cluster.archipelago) === cluster.name ? (insiders.get(cluster.archipelago ?? '') ?? []) : [],
  }));
};

const unknown = (name: string, archipelagos: readonly (string | null)[], report: Report): void => {
  const known = archipelagos.filter((one) => one !== null);
  const near = suggest(name, known);
  const there = known.length === 0 ? 'this lab has none' : `there is ${oneOf(known)}`;
  report({
    ...{ path: ['archipelagos', name], at: 'key' },
    message: `no cluster is of archipelago ${quote(name)}`,
    hint: near === null ? `${there}; clusters say archipelago: ${quote(name)}` : `did you mean ${near}?`,
  });
};

type HostFile = LabFile['archipelagos'][string]['hosts'][string];

const insiderOf = (
  { name, its, at }: { readonly name: string; readonly its: HostFile; readonly at: readonly string[] },
  report: Report,
): DraftInsider => {
  if (typeof its === 'string' || Array.isArray(its))
    return { name, path: at, inside: readAddresses(its, at, report), addresses: [], exit: null };
  const { address, underlay = [], exit = null } = its;
  return {
    ...{ name, path: at, exit },
    inside: readAddresses(address, [...at, 'address'], report),
    addresses: readAddresses(underlay, [...at, 'underlay'], report),
  };
};

export const insiderIn = ({ archipelago }: DraftCluster, { name, inside, addresses, exit }: DraftInsider): Insider => ({
  ...{ name, archipelago: archipelago ?? '', exit },
  addresses: inside.map(({ text }) => text),
  underlay: addresses.map(({ text }) => text),
});

export const checkInsiders = (draft: Draft, report: Report): void => {
  for (const cluster of draft.clusters) {
    const members = draft.clusters.filter(({ archipelago }) => archipelago === cluster.archipelago);
    const first = new Map<string, string>();
    for (const insider of cluster.insiders) {
      checkWay(insider, members, report);
      for (const address of insider.inside) {
        const other = first.get(address.text);
        first.set(address.text, other ?? insider.name);
        const wrong = other === undefined ? misplaced(draft, members, address) : `is already that of ${other}`;
        if (wrong === null) continue;
        const message = `address ${address.text} of ${insider.name} ${wrong}`;
        report({
          path: address.path,
          message,
          hint: 'choose one that nobody has, in no range of a cluster, such as 10.4.0.1',
        });
      }
    }
  }
};

const misplaced = (draft: Draft, members: readonly DraftCluster[], { range, text }: Placed): string | null => {
  const main = mainDraft(draft);
  const family = members.some(({ podCidrs }) => podCidrs.some((cidr) => cidr.range.family === range.family));
  if (!family) return `is IPv${range.family}, which the pods of its archipelago have not`;
  const visible = main.clusters.filter((one) => members.includes(one) || one.model === 'flat');
  const inPods = visible.find(({ podCidrs }) => podCidrs.some((cidr) => within(cidr.range, range)));
  if (inPods !== undefined) return `lies in podCidr of cluster ${inPods.name}`;
  const inServices = members.find(({ serviceCidrs }) => serviceCidrs.some((cidr) => within(cidr.range, range)));
  if (inServices !== undefined) return `lies in serviceCidr of cluster ${inServices.name}`;
  const lan = lansOf(main).find(({ cidr }) => rangesOverlap(rangeOf(cidr), range));
  if (lan !== undefined) return `is on ${lan.cidr}, a LAN of the larger network`;
  const taken = main.clusters.flatMap(({ name, services, egressGateway }) => [
    ...services.flatMap((service) =>
      service.vips.map((vip) => ({ text: vip.text, what: `the vip of service ${service.name}` })),
    ),
    ...(egressGateway?.addresses ?? []).map((exit) => ({
      text: exit.text,
      what: `that of the egress gateway of cluster ${name}`,
    })),
  ]);
  const other = taken.find((one) => one.text === text);
  return other === undefined ? null : `is ${other.what} already`;
};

/** Out by a node where there are cables; an overlay it can only be in from the larger network. */
const checkWay = (
  { name, path, exit, addresses }: DraftInsider,
  members: readonly DraftCluster[],
  report: Report,
): void => {
  const overlay = members.some(({ dataplane }) => dataplane === 'vxlan');
  if (overlay && addresses.length === 0) {
    const hint = 'write underlay: 10.240.0.9, an address of its own on the larger network';
    report({
      path,
      at: 'key',
      message: `${name} has no underlay, and the pods of its archipelago are in an overlay`,
      hint,
    });
  }
  if (!overlay && addresses.length > 0) {
    const message = `underlay of ${name}: its archipelago has cables of its own`;
    report({
      path: [...path, 'underlay'],
      at: 'key',
      message,
      hint: 'remove underlay, or write dataplane: vxlan in the clusters',
    });
  }
  if (exit === null) return;
  const nodes = new Set(members.flatMap((member) => member.nodes.map((node) => node.name)));
  const at = [...path, 'exit'];
  if (overlay) {
    const message = `exit of ${name}: it stands on the larger network itself, and leaves by its own leg`;
    report({ path: at, at: 'key', message, hint: 'remove exit' });
  } else if (!nodes.has(exit)) {
    const near = suggest(exit, nodes);
    const message = `exit ${quote(exit)} of ${name} is not a node of its archipelago`;
    report({ path: at, message, hint: near === null ? 'name a node of one of its clusters' : `did you mean ${near}?` });
  }
};
