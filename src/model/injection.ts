// LEAK-02: VXLAN has no proof of origin. Whoever can send UDP to a node is, to a textbook overlay, one of its nodes.

import type { Flow } from '../probe/flow.ts';
import type { Host, Node, Pod } from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowTo, sample } from './flows.ts';
import type { Subject } from './promises.ts';

const kind = { protocol: 'udp', family: 4 } as const;

/** The first outsider puts a packet for a pod into VXLAN, and sends it to the pod's node. */
export const injectionClaims = ({ lab, cluster }: Subject): readonly Expectation[] =>
  cluster.dataplane === 'routed'
    ? []
    : lab.hosts.slice(0, 1).flatMap((host) =>
        sample(cluster.nodes, 8).flatMap((node) => {
          const [pod] = node.pods;
          const peer = cluster.nodes.find((other) => other !== node && other.pods.length > 0)?.pods[0];
          if ([host, node, pod].some((one) => one === undefined || addressIn(4, one) === null)) return [];
          if (pod === undefined) return [];
          return lab.profile === 'strict' ? closed(host, node, { pod, peer }) : open(host, node, pod);
        }),
      );

/** `peer`: the pod that the sender pretends to be. */
type Ends = { readonly pod: Pod; readonly peer?: Pod | undefined };

const inject = (host: Host, node: Node, { pod, peer: as }: Ends): Flow => ({
  ...flowTo(host.name, pod, kind),
  injected: {
    node: node.name,
    address: addressIn(4, node) ?? '',
    ...(as === undefined ? {} : { source: addressIn(4, as) ?? '' }),
  },
});

const open = (host: Host, node: Node, pod: Pod): readonly Expectation[] => [
  reaches(
    {
      id: 'LEAK-02',
      flow: inject(host, node, { pod }),
      title: `${host.name} puts a packet for ${pod.name} into VXLAN, ${node.name} takes it for a node's, and ${pod.name} answers, as default Linux does`,
    },
    [host.name],
  ),
];

/** Once as itself, and once as a pod: nothing but where the packet around it comes from tells those from real ones. */
const closed = (host: Host, node: Node, { pod, peer }: Ends): readonly Expectation[] => {
  const controls = [
    flowTo(host.name, node, kind),
    peer === undefined ? flowTo(node.name, pod, kind) : flowTo(peer.name, pod, kind),
  ];
  return [
    { flow: inject(host, node, { pod }), as: 'itself' },
    ...(peer === undefined ? [] : [{ flow: inject(host, node, { pod, peer }), as: peer.name }]),
  ].map(({ flow, as }) =>
    neverArrives(
      {
        id: 'LEAK-02',
        flow,
        title: `what ${host.name} puts into VXLAN as ${as} never reaches ${pod.name} by ${node.name}`,
      },
      controls,
    ),
  );
};
