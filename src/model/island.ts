// Island: pods have a network of their own. They reach the larger network by masquerading as their node; nothing out
// there reaches them, except through a gateway.

import type { Cluster, Node, Pod, Profile } from '../spec/lab.ts';
import { byGateway } from './exit.ts';
import { exceptionFor, seenAsItself } from './masquerade-exceptions.ts';
import type { Promises, Reach } from './promises.ts';

export const island = (cluster: Cluster, profile: Profile): Promises => ({
  sentence: sentences[cluster.egress],
  // A way back is a way in, unless nodes ask who began.
  outsideToPod: (host, _pod, from) =>
    profile === 'textbook' && exceptionFor(cluster, from)?.routedBack === true
      ? { owners: [host.name], translations: 0 }
      : 'never',
  outsideToNode: (host) => ({ owners: [host.name], translations: 0 }),
  podToOutside: (pod, node, to) => outwards(cluster, { pod, node, to }),
  nodeToOutside: (node) => ({ owners: [node.name], translations: 0 }),
  // kubernetes/kubernetes#125203: whether pod to other node is masqueraded is the implementation's choice.
  podToOtherNode: (pod) => ({ owners: [pod.name, pod.node], translations: 1 }),
  podRangesAreRouted: false,
});

const sentences = {
  masquerade:
    'pods reach the larger network by masquerading as their node; nothing there reaches a pod, except through a gateway',
  proxy: 'pods reach the larger network by a proxy alone; nothing there reaches a pod, except through a gateway',
  none: 'pods have no way out and nothing in the larger network reaches them, except through a gateway',
} as const satisfies Record<Cluster['egress'], string>;

type Leaving = { readonly pod: Pod; readonly node: Node; readonly to: string };

const outwards = (cluster: Cluster, { pod, node, to }: Leaving): Reach => {
  // Where a proxy is the way out, it is so for the proxy's own pod, too.
  const goes = cluster.egress === 'masquerade' || (cluster.egress === 'proxy' && runsProxy(cluster, pod));
  if (!goes) return 'never';
  // Whoever leaves by an egress gateway is known by its address, wherever it goes.
  return byGateway(cluster, pod) ?? seenAsItself(cluster, pod, to) ?? { owners: [node.name], translations: 1 };
};

const runsProxy = ({ egressProxies }: Cluster, { name }: Pod): boolean =>
  egressProxies.some(({ machine }) => machine === name);
