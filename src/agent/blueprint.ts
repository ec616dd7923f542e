import { createHash } from 'node:crypto';
import { listenersOf } from '../plan/listeners.ts';
import { planOf } from '../plan/plan.ts';
import type { Lab } from '../spec/lab.ts';
import type { Blueprint } from './protocol.ts';

/** Everything an agent needs, and a fingerprint of it: same meaning, same fingerprint, whatever the file looks like. */
export const blueprintOf = (lab: Lab, source: string): Blueprint => {
  const plan = planOf(lab);
  const listeners = listenersOf(lab);
  const fingerprint = createHash('sha256').update(canonicalJson({ lab, plan, listeners })).digest('hex');
  return { plan, listeners, fingerprint, source };
};

/** Keys sorted, so that the order in which a file or the code names them does not matter. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
