// LEAK-07 towards the larger network: a pod's packets with the address of somebody out there. Whoever masquerades pods
// by their addresses knows nothing of them, and lets them out as they are.

import type { Flow } from '../probe/flow.ts';
import { addressAt, contains } from '../spec/address.ts';
import type { Lab, Node } from '../spec/lab.ts';
import { arrives, neverArrives } from './claims.ts';
import { podsOf } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import { routerAt } from './home.ts';
import { nobodysOf } from './nobodys.ts';
import type { Subject } from './promises.ts';

/** Each pod sends a datagram to somebody outside, as a neighbour of his that is not there, and as its own node. */
export const outwardSpoofClaims = (subject: Subject): readonly Expectation[] =>
  sample(podsOf(subject), 16).flatMap((seated) => {
    const target = subject.lab.hosts[0] ?? routerAt(subject.lab, seated.node);
    return flowsBetween(seated.pod, target, ['udp']).flatMap((honest) => {
      // The pod itself may have no way out.
      const { pod, node } = seated;
      const controls = ofKind(honest, [...flowsBetween(pod, node), ...flowsBetween(node, target)]);
      return disguises(subject.lab, node, honest).map((disguise) => claimOf(subject, { honest, disguise, controls }));
    });
  });

type Try = { readonly honest: Flow; readonly disguise: Disguise; readonly controls: readonly Flow[] };

const claimOf = ({ lab }: Subject, { honest, disguise, controls }: Try): Expectation => {
  const { source } = disguise;
  const title = `${honest.from} pretends to be ${disguise.as}, and ${honest.to.label}`;
  const claim = { id: 'LEAK-07', flow: { ...honest, source } };
  return lab.profile === 'strict' || !disguise.passes
    ? neverArrives({ ...claim, title: `${title} hears nothing` }, controls)
    : arrives(
        { ...claim, title: `${title} believes it, as default Linux does`, also: { sourceSeen: source } },
        controls,
      );
};

type Disguise = { readonly as: string; readonly source: string; readonly passes: boolean };

/** No kernel takes an IPv4 packet with an address of its own from somebody else (net/ipv4/fib_frontend.c); of IPv6 it takes any. */
const disguises = (lab: Lab, node: Node, { family, to }: Flow): readonly Disguise[] => {
  const stranger = freeNextTo(lab, to.address);
  const own = addressIn(family, node);
  return [
    ...(stranger === null ? [] : [{ as: `${stranger}, which nobody is`, source: stranger, passes: true }]),
    ...(own === null ? [] : [{ as: node.name, source: own, passes: family === 6 }]),
  ];
};

/** An address of the same LAN that nobody has; null where there is none among the first ones. */
const freeNextTo = (lab: Lab, address: string): string | null => {
  const lan = lab.network.lans.find(({ cidr }) => contains(cidr, address));
  if (lan === undefined) return null;
  return nobodysOf(
    lab,
    Array.from({ length: 64 }, (_, at) => addressAt(lan.cidr, at + 1)).filter((one) => contains(lan.cidr, one)),
  );
};
