// When an egress proxy is gone, whoever left by it leaves no more: nobody lets pods out in its stead.

import type { Flow } from '../probe/flow.ts';
import { during, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { flowsBetween, ofKind } from './flows.ts';
import { allowedHosts, type Asking, askingsOf, asks, byProxy, type Using } from './proxy-ways.ts';

/** OUT-13, of pods on other machines than the proxy's, which is down. */
export const proxyGoneClaims = (using: Using): readonly Expectation[] => {
  const askings = askingsOf(using).filter(({ node }) => node.name !== using.proxy.machine);
  const [host] = allowedHosts(using);
  if (host === undefined) return [];
  const gone = { kind: 'node-down', node: using.proxy.machine } as const;
  return askings.flatMap((asking) =>
    byProxy(using, asking, host).map((flow) => {
      const title = `${asks(asking)} to go on to ${host.name}, and nobody does`;
      const claim = neverArrives({ id: 'OUT-13', flow, title }, alive(asking, flow, host));
      return during(gone, claim);
    }),
  );
};

/** The pod can send, for its node answers it; the host can answer, for it answers the node. */
const alive = ({ pod, node }: Asking, flow: Flow, host: Parameters<typeof byProxy>[2]): readonly Flow[] =>
  ofKind(flow, [...flowsBetween(pod, node), ...flowsBetween(node, host)]);
