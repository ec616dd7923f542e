// LEAK-02: VXLAN has no proof of origin. Whoever can send UDP to a node is, to a textbook overlay, one of its nodes.

import type { Flow } from '../probe/flow.ts';
import type { Family, Host, Node, Pod } from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import { podsOf } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowTo, sample } from './flows.ts';
import type { Subject } from './promises.ts';

/** The first outsider puts a packet for each pod into VXLAN, and sends it to the pod's node. Inside and out of one family. */
export const injectionClaims = ({ lab, cluster }: Subject): readonly Expectation[] =>
  cluster.dataplane === 'routed'
    ? []
    : lab.hosts.slice(0, 1).flatMap((host) =>
        sample(podsOf({ cluster }), 16).flatMap(({ pod, node }) => {
          const peer = cluster.nodes.find((other) => other !== node && other.pods.length > 0)?.pods[0];
          const family = cluster.underlay;
          if ([host, node, pod].some((one) => addressIn(family, one) === null)) return [];
          const ends = { host, node, pod, peer, family };
          return lab.profile === 'strict' ? closed(ends) : open(ends);
        }),
      );

/** `peer`: the pod that the sender pretends to be. */
type Ends = {
  readonly host: Host;
  readonly node: Node;
  readonly pod: Pod;
  readonly peer: Pod | undefined;
  readonly family: Family;
};

const inject = ({ host, node, pod, family }: Ends, as?: Pod): Flow => ({
  ...flowTo(host.name, pod, { protocol: 'udp', family }),
  injected: {
    node: node.name,
    address: addressIn(family, node) ?? '',
    ...(as === undefined ? {} : { source: addressIn(family, as) ?? '' }),
  },
});

const open = (ends: Ends): readonly Expectation[] => {
  const { host, node, pod } = ends;
  const title = `${host.name} puts a packet for ${pod.name} into VXLAN, ${node.name} takes it for a node's, and ${pod.name} answers, as default Linux does`;
  return [reaches({ id: 'LEAK-02', flow: inject(ends), title }, [host.name])];
};

/** Once as itself, and once as a pod: nothing but where the packet around it comes from tells those from real ones. */
const closed = (ends: Ends): readonly Expectation[] => {
  const { host, node, pod, peer, family } = ends;
  const kind = { protocol: 'udp', family } as const;
  const controls = [flowTo(host.name, node, kind), flowTo((peer ?? node).name, pod, kind)];
  return [undefined, ...(peer === undefined ? [] : [peer])].map((as) => {
    const title = `what ${host.name} puts into VXLAN as ${as?.name ?? 'itself'} never reaches ${pod.name} by ${node.name}`;
    return neverArrives({ id: 'LEAK-02', flow: inject(ends, as), title }, controls);
  });
};
