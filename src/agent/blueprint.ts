import { createHash } from 'node:crypto';
import { egressProxiesOf } from '../plan/egress-proxy.ts';
import { listenersOf } from '../plan/listeners.ts';
import { planOf } from '../plan/plan.ts';
import { proxiesOf } from '../plan/proxies.ts';
import type { Lab } from '../spec/lab.ts';
import type { Blueprint } from './protocol.ts';

/**
 * Everything an agent needs, and a fingerprint of it: same meaning, same fingerprint, whatever the file looks like. The
 * lab is read into the same shape every time, keys in the same order, so its JSON will do.
 */
export const blueprintOf = (lab: Lab, source: string): Blueprint => {
  const plan = planOf(lab);
  const listeners = listenersOf(lab);
  const proxies = [...proxiesOf(lab), ...egressProxiesOf(lab)];
  const fingerprint = createHash('sha256').update(JSON.stringify({ lab, plan, listeners, proxies })).digest('hex');
  return { plan, listeners, proxies, fingerprint, source };
};
