// When an egress proxy is gone, whoever left by it leaves no more: nobody lets pods out in its stead.

import type { Flow } from '../probe/flow.ts';
import { during, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { flowsBetween, ofKind } from './flows.ts';
import { allowedHosts, type Asking, askingsOf, asks, byProxy, type Using } from './proxy-ways.ts';

/** OUT-13, of pods on other machines than the one that is down. */
export const proxyGoneClaims = (using: Using): readonly Expectation[] => {
  const down = goneWith(using);
  const askings = askingsOf(using).filter(({ node }) => node.name !== down);
  const [host] = allowedHosts(using);
  if (host === undefined) return [];
  const gone = { kind: 'node-down', node: down } as const;
  return askings.flatMap((asking) =>
    byProxy(using, asking, host).map((flow) => {
      const title = `${asks(asking)} to go on to ${host.name}, and nobody does`;
      const claim = neverArrives({ id: 'OUT-13', flow, title }, alive(asking, flow, host));
      return during(gone, claim);
    }),
  );
};

/** Its machine; a pod is gone with its node. */
const goneWith = ({ cluster, proxy }: Using): string =>
  cluster.nodes.find(({ pods }) => pods.some(({ name }) => name === proxy.machine))?.name ?? proxy.machine;

/** The pod can send, for its node answers it; the host can answer, for it answers the node. */
const alive = ({ pod, node }: Asking, flow: Flow, host: Parameters<typeof byProxy>[2]): readonly Flow[] =>
  ofKind(flow, [...flowsBetween(pod, node), ...flowsBetween(node, host)]);
