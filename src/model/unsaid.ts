// What a matrix of promises leaves open. Nothing is claimed of it, and whoever reads the claims should know.

import { familyOf } from '../spec/address.ts';
import { around } from '../spec/isolated.ts';
import type { Cluster, Family, Lab } from '../spec/lab.ts';
import type { PromiseRow } from '../spec/matrix.ts';
import type { Kind } from './flows.ts';

/** A way on which the matrix says nothing of all who might take it; of one protocol or family, or (null) of all. */
export type Unsaid = {
  readonly cluster: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: Kind['protocol'] | null;
  readonly family: Family | null;
};

const ways = [
  ['outside', 'pods'],
  ['outside', 'nodes'],
  ['pods', 'outside'],
  ['nodes', 'outside'],
  ['pods', 'other-nodes'],
] as const;

const protocols = ['tcp', 'udp', 'icmp'] as const;

export const unsaidOf = (lab: Lab): readonly Unsaid[] =>
  lab.clusters.flatMap((cluster) =>
    cluster.custom === null
      ? []
      : ways
          .filter(([from, to]) => exists(lab, cluster, [from, to]))
          .flatMap(([from, to]) =>
            open(cluster, rowsOf(cluster, from, to)).map((kind) => ({ cluster: cluster.name, from, to, ...kind })),
          ),
  );

type Way = readonly [from: string, to: string];

/** Is there anybody at both ends? */
const exists = (lab: Lab, cluster: Cluster, way: Way): boolean => {
  const { hosts, clusters } = around(lab, cluster);
  const pods = cluster.nodes.some((node) => node.pods.length > 0);
  const there = new Map([
    ['outside', hosts.length > 0 || clusters.length > 1],
    ['pods', pods],
    ['other-nodes', cluster.nodes.length > 1],
  ]);
  return way.every((end) => there.get(end) ?? true);
};

const rowsOf = ({ custom }: Cluster, from: string, to: string): readonly PromiseRow[] =>
  (custom?.promises ?? []).filter((row) => row.from === from && row.to === to);

/** All at once where no kind is spoken of, else one by one. */
const open = (cluster: Cluster, rows: readonly PromiseRow[]): readonly Pick<Unsaid, 'protocol' | 'family'>[] => {
  const families = [...new Set(cluster.podCidrs.map((cidr) => familyOf(cidr)))];
  const left = families.map((family) => ({
    family,
    protocols: protocols.filter((protocol) => !rows.some(speaksOf({ protocol, family }))),
  }));
  const [first] = left;
  if (first === undefined || left.every((one) => one.protocols.length === 0)) return [];
  const alike = left.every((one) => one.protocols.join() === first.protocols.join());
  return (alike ? [{ ...first, family: null }] : left).flatMap(({ family, protocols: all }) =>
    (all.length === protocols.length ? [null] : all).map((protocol) => ({ protocol, family })),
  );
};

const speaksOf =
  (kind: Kind) =>
  ({ protocol, family }: PromiseRow): boolean =>
    (protocol ?? kind.protocol) === kind.protocol && (family ?? kind.family) === kind.family;
