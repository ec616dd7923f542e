// Dual stack is said once, by the families of podCidr; what belongs to the cluster has the same ones, and the larger
// network has those of all that stands on it.

import { membersOf, type Draft, type DraftCluster, type DraftNode, type Placed } from './draft.ts';
import { machinesAt, type Missing, type Path, type Report } from './finding.ts';
import { modelIn } from './manner.ts';

export const checkFamilies = (draft: Draft, { whole, report }: Missing): void => {
  if (whole(['network', 'cidr'])) checkNetwork(draft, report);
  for (const cluster of draft.clusters) {
    if (!whole([...cluster.path, 'podCidr'])) continue;
    for (const part of partsOf(cluster)) {
      if (part.all) checkMissing(part, cluster, report);
      if (!part.more) checkExtra(part, cluster, report);
    }
    if (cluster.nodes.some(({ generated }) => generated)) continue;
    const unused = cluster.nodeCidrs.find(({ path }) => path.includes('nodeCidr'));
    const hint = 'remove it: it is for nodes given as a number';
    if (unused !== undefined)
      report({
        ...{ path: unused.path, message: 'nodeCidr has no effect on nodes with addresses', hint },
        follows: machinesAt(cluster.path),
      });
  }
};

/** Something with addresses that belongs to a cluster. */
type Part = {
  readonly what: string;
  readonly path: Path;
  readonly placed: readonly Placed[];
  /** How to write both families. */
  readonly example: string;
  /** It must have all families of the pods. */
  readonly all: boolean;
  /** It may have one that the pods do not have. */
  readonly more: boolean;
};

const partsOf = ({ path, serviceCidrs, nodeCidrs, nodes, services }: DraftCluster): readonly Part[] => {
  const vips = {
    what: 'serviceCidr',
    path: [...path, 'serviceCidr'],
    placed: serviceCidrs,
    example: '[172.30.0.0/16, fd30::/112]',
    all: true,
    more: false,
  };
  const generated = {
    what: 'nodeCidr',
    path: [...path, 'nodeCidr'],
    placed: nodeCidrs,
    example: '[10.240.0.0/16, fd00:240::/64]',
    all: true,
    more: true,
  };
  return [
    vips,
    ...(nodes.some((node) => node.generated) ? [generated] : []),
    ...nodes.flatMap((node) => (node.generated ? [] : partsOfNode(node))),
    ...services.flatMap(({ name, path: at, clusterAddresses, vips: outer }) => {
      const part = { path: at, example: '', all: false, more: false };
      return [
        { ...part, what: `clusterAddress of ${name}`, placed: clusterAddresses },
        { ...part, what: `vip of ${name}`, placed: outer },
      ];
    }),
  ];
};

const partsOfNode = ({ name, path, addresses, podCidrs, pods }: DraftNode): readonly Part[] => [
  {
    what: `address of ${name}`,
    path: [...path, 'address'],
    placed: addresses,
    example: '[10.240.0.1, fd00:240::1]',
    all: true,
    more: true,
  },
  // Left out, it is allocated.
  ...(podCidrs.length === 0
    ? []
    : [
        {
          what: `podCidr of ${name}`,
          path: [...path, 'podCidr'],
          placed: podCidrs,
          example: '[10.0.1.0/24, fd00:1:0:1::/64]',
          all: true,
          more: false,
        },
      ]),
  ...pods
    .filter(({ explicit }) => explicit)
    .map((pod) => {
      return {
        what: `address of ${pod.name}`,
        path: pod.path,
        placed: pod.addresses,
        example: '[10.0.1.1, fd00:1:0:1::1]',
        all: true,
        more: false,
      };
    }),
];

/** The first range of each family: what is missing of a family is missing for all of its ranges. */
const firstOfEach = (cidrs: readonly Placed[]): readonly Placed[] =>
  cidrs.filter(({ range }, at) => cidrs.findIndex((other) => other.range.family === range.family) === at);

const checkMissing = ({ what, path, placed, example }: Part, cluster: DraftCluster, report: Report): void => {
  for (const { text, range } of firstOfEach(cluster.podCidrs)) {
    if (placed.some((other) => other.range.family === range.family)) continue;
    const message = `${what} has no IPv${range.family}, but podCidr ${text} of cluster ${cluster.name} is IPv${range.family}`;
    report({ path, message, hint: `give both families, such as ${example}, or remove ${text} from podCidr` });
  }
};

const checkExtra = ({ what, placed }: Part, cluster: DraftCluster, report: Report): void => {
  for (const { text, range, path } of placed) {
    const { family } = range;
    if (cluster.podCidrs.some((other) => other.range.family === family)) continue;
    const message = `${what} has ${text}, but podCidr of cluster ${cluster.name} has no IPv${family}`;
    report({ path, message, hint: `remove ${text}, or add an IPv${family} range to podCidr` });
  }
};

const checkNetwork = (draft: Draft, report: Report): void => {
  const outer = [
    ...membersOf(draft).map(({ name, addresses }) => ({ what: `address of ${name}`, placed: addresses })),
    ...draft.clusters
      .filter(({ nodes }) => nodes.some(({ generated }) => generated))
      .map(({ name, nodeCidrs }) => ({ what: `nodeCidr of cluster ${name}`, placed: nodeCidrs })),
    ...draft.clusters
      .flatMap(({ services }) => services)
      .map(({ name, vips }) => ({ what: `vip of ${name}`, placed: vips })),
    ...draft.clusters.map((cluster) => ({
      what: `podCidr of flat cluster ${cluster.name}`,
      placed: cluster.podCidrs.filter(({ range }) => modelIn(cluster, range.family) === 'flat'),
    })),
  ];
  for (const { what, placed } of outer) {
    for (const { range, text, path } of placed) {
      if (draft.cidrs.some((cidr) => cidr.range.family === range.family)) continue;
      const hint = 'give the cidr of the network both families, such as [10.0.0.0/8, fd00::/16]';
      report({ path, message: `${what} has ${text}, but the network has no IPv${range.family}`, hint });
    }
  }
};
