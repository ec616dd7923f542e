// Pods that pretend to be others. Default Linux delivers what they send, as whoever filters by address will believe
// them; a strict cluster takes from a pod only what that pod may send.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Pod } from '../spec/lab.ts';
import { neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, sample } from './flows.ts';
import type { Subject } from './promises.ts';

/** LEAK-07, claimed of strict clusters: a pod sends a datagram from the address of another pod. */
export const spoofClaims = ({ lab, cluster }: Subject): readonly Expectation[] =>
  lab.profile !== 'strict' ? [] : sample(cast(cluster), 16).flatMap((parts) => claimsOf(parts));

type Parts = { readonly spoofer: Pod; readonly spoofed: Pod; readonly target: Pod };

/** The first pod of each node pretends to be its neighbour, and a pod elsewhere, to a pod that is neither. */
const cast = ({ nodes }: Cluster): readonly Parts[] =>
  nodes.flatMap((node) => {
    const [spoofer, neighbour] = node.pods;
    const elsewhere = nodes.filter((other) => other !== node).flatMap(({ pods }) => pods);
    const [target, stranger] = elsewhere;
    if (spoofer === undefined || target === undefined) return [];
    return [neighbour, stranger].flatMap((spoofed) => (spoofed === undefined ? [] : [{ spoofer, spoofed, target }]));
  });

const claimsOf = ({ spoofer, spoofed, target }: Parts): readonly Expectation[] =>
  flowsBetween(spoofer, target, ['udp']).flatMap((honest) => {
    const source = addressIn(honest.family, spoofed);
    if (source === null) return [];
    const flow: Flow = { ...honest, source };
    const title = `${spoofer.name} pretends to be ${spoofed.name}, and ${target.name} hears nothing`;
    return [neverArrives({ id: 'LEAK-07', flow, title }, [honest])];
  });
