// A LAN has one family, a cable has both: the LANs of a dual-stack machine lie on the same bridge, or it would need a
// leg for each.

import type { Host, Lab, Lan } from '../spec/lab.ts';
import { lanOf } from './family.ts';

/** Whoever has a leg in the larger network. */
export const standing = ({ hosts, clusters }: Lab): readonly Host[] => [
  ...hosts,
  ...clusters.flatMap(({ nodes }) => nodes),
  ...clusters.flatMap(({ proxies }) => proxies),
  // Where their archipelago is an overlay.
  ...clusters.flatMap(({ insiders }) =>
    insiders.filter(({ underlay }) => underlay.length > 0).map(({ name, underlay }) => ({ name, addresses: underlay })),
  ),
];

/** One bridge of the core's. Its name is that of the first of its LANs. */
export type Segment = { readonly name: string; readonly lans: readonly Lan[]; readonly machines: readonly string[] };

export const segmentsOf = (lab: Lab, machines: readonly Host[]): readonly Segment[] => {
  const members = machines.map(({ name, addresses }) => ({
    name,
    lans: addresses.flatMap((address) => lanOf(lab, address)),
  }));
  const start: readonly Group[] = lab.network.lans.map((lan) => ({ name: lan.name, lans: [lan] }));
  const groups = members.reduce((joined, { lans }) => join(joined, lans), start);
  return groups.map((group) => ({
    ...group,
    machines: members.filter((member) => touches(group, member.lans)).map(({ name }) => name),
  }));
};

type Group = Omit<Segment, 'machines'>;

const touches = (group: Group, lans: readonly Lan[]): boolean => group.lans.some((lan) => lans.includes(lan));

/** Makes one group of all groups that have one of these LANs, in the place of the first of them. */
const join = (groups: readonly Group[], lans: readonly Lan[]): readonly Group[] => {
  const touched = groups.filter((group) => touches(group, lans));
  return groups.flatMap((group) => {
    if (!touched.includes(group)) return [group];
    return group === touched[0] ? [{ ...group, lans: touched.flatMap((one) => one.lans) }] : [];
  });
};
