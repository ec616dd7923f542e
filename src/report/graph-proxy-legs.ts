// Proxies that stand on a cluster's own network, too: a leg from above the outsiders, past all LANs, down to it.

import { type ClusterPlan, podNetworkEnd } from './graph-cluster.ts';
import type { Member } from './graph-scene.ts';
import { type Box, joint, line, type Point, type Shape } from './graph-shape.ts';

type Placed = {
  readonly hosts: readonly { readonly host: Member; readonly box: Box }[];
  readonly clusters: readonly Standing[];
};
type Standing = { readonly plan: ClusterPlan; readonly at: Point };

/** Above the boxes, and right of the last node. */
const [above, beside] = [8, 9] as const;

export const proxyLegs = ({ hosts, clusters }: Placed): readonly Shape[] => {
  const right = Math.max(0, ...hosts.map(({ box }) => box.x + box.width));
  return hosts.flatMap(({ host, box }) =>
    clusters
      .filter(({ plan }) => plan.cluster.cluster === host.inside)
      .flatMap(({ plan, at }) => {
        const end = podNetworkEnd(plan, { at, shore: 0, lanY: () => 0, sharedY: null });
        // Where it would run through other boxes, words must do.
        if (end === null || end[0] + beside < right) return [];
        const [x, y] = [box.x + box.width / 2, box.y - above];
        const down = end[0] + beside;
        return [line('own-leg', [x, box.y], [x, y], [down, y], [down, end[1]], end), joint('own', end)];
      }),
  );
};
