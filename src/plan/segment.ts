// A LAN has one family, a cable has both: the LANs of a dual-stack machine lie on the same bridge, or it would need a
// leg for each.

import type { Host, Lab, Lan } from '../spec/lab.ts';
import { lanOf } from './family.ts';

/** One bridge of the core's. Its name is that of the first of its LANs. */
export type Segment = { readonly name: string; readonly lans: readonly Lan[]; readonly machines: readonly string[] };

export const segmentsOf = (lab: Lab, machines: readonly Host[]): readonly Segment[] => {
  const members = machines.map(({ name, addresses }) => ({ name, lans: addresses.flatMap((address) => lanOf(lab, address)) }));
  const start: readonly (readonly Lan[])[] = lab.network.lans.map((lan) => [lan]);
  const groups = members.reduce((joined, { lans }) => join(joined, lans), start);
  return groups.map((lans) => ({
    name: lans[0]?.name ?? '',
    lans,
    machines: members.filter((member) => member.lans.some((lan) => lans.includes(lan))).map(({ name }) => name),
  }));
};

/** Makes one group of all groups that have one of these LANs, in the place of the first of them. */
const join = (groups: readonly (readonly Lan[])[], lans: readonly Lan[]): readonly (readonly Lan[])[] => {
  const touched = groups.filter((group) => group.some((lan) => lans.includes(lan)));
  if (touched.length < 2) return groups;
  return groups.flatMap((group) => {
    if (group === touched[0]) return [touched.flat()];
    return touched.includes(group) ? [] : [group];
  });
};
