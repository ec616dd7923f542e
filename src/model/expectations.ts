// The oracle: a lab's declared models in, every expected verdict out. It never sees a plan or a running system; a suite
// whose expectations come from what was built would prove nothing.

import type { Experiment } from '../probe/flow.ts';
import { type Cluster, type Lab, linkLocal, type Profile } from '../spec/lab.ts';
import { around } from '../spec/isolated.ts';
import { inOneFamily, isMixed } from '../spec/projection.ts';
import { announcedClaims } from './announced.ts';
import { apartClaims } from './apart.ts';
import { archipelago } from './archipelago.ts';
import { clusterClaims } from './clusters.ts';
import { egressGatewayClaims } from './egress-gateway.ts';
import { egressProxyClaims } from './egress-proxy.ts';
import type { Expectation } from './expectation.ts';
import type { Kind } from './flows.ts';
import { custom } from './custom.ts';
import { flat } from './flat.ts';
import { inboundClaims } from './inbound.ts';
import { ingressClaims } from './ingress.ts';
import { insiderClaims } from './insiders.ts';
import { island } from './island.ts';
import { isolated } from './isolated.ts';
import { isOfKind, isWithin, kindsOf } from './matrix.ts';
import { leakClaims } from './leaks.ts';
import { mtuClaims } from './mtu.ts';
import { narrowClaims } from './narrow.ts';
import { icmpErrorClaims } from './icmp-errors.ts';
import { natClaims } from './nat.ts';
import { trackingClaims } from './tracking.ts';
import { nodePortClaims } from './node-port.ts';
import { outboundClaims } from './outbound.ts';
import { podClaims } from './pods.ts';
import { exceptionClaims } from './masquerade-exceptions.ts';
import type { Promises, Side, Subject } from './promises.ts';
import { protocolClaims } from './protocols.ts';
import { proxyClaims } from './proxies.ts';
import { serviceClaims } from './services.ts';
import { spoofClaims } from './spoof.ts';
import { failureClaims } from './failures.ts';
import { stateClaims } from './state.ts';
import { vipClaims } from './vip.ts';

const models = { flat, isolated, island, archipelago } satisfies Record<
  Cluster['model'],
  (cluster: Cluster, profile: Profile) => Promises
>;

/** What the cluster's declared model promises of flows of that kind. */
const promisesOf = (cluster: Cluster, profile: Profile, kind: Kind): Promises =>
  cluster.custom === null ? models[cluster.model](cluster, profile) : custom(cluster.custom, kind);

/** The families of claims, in the order in which a report shows them. */
export const families = {
  pods: podClaims,
  inbound: inboundClaims,
  gateways: nodePortClaims,
  vips: vipClaims,
  announced: announcedClaims,
  proxies: proxyClaims,
  ingress: ingressClaims,
  outbound: outboundClaims,
  exceptions: exceptionClaims,
  egress: egressGatewayClaims,
  egressProxies: egressProxyClaims,
  protocols: protocolClaims,
  mtu: mtuClaims,
  narrow: narrowClaims,
  tracking: trackingClaims,
  nat: natClaims,
  icmp: icmpErrorClaims,
  services: serviceClaims,
  state: stateClaims,
  failures: failureClaims,
  leaks: leakClaims,
  spoofs: spoofClaims,
  clusters: clusterClaims,
  insiders: insiderClaims,
  apart: apartClaims,
} as const satisfies Record<string, (subject: Subject) => readonly Expectation[]>;

export type FamilyName = keyof typeof families;

/**
 * Every claim that a lab must hold, or those of one family of claims. Titles are unique. Where a cluster is one thing in
 * IPv4 and another in IPv6, the lab is two labs, and each promises what it promises.
 */
export const expectationsOf = (lab: Lab, family?: FamilyName): readonly Expectation[] =>
  isMixed(lab)
    ? onceEach(
        ([4, 6] as const).flatMap((version) =>
          // Looked at in one family, it seems to have no other.
          expectationsIn(inOneFamily(lab, version), family).filter(({ flow }) => flow.to.address !== linkLocal),
        ),
      )
    : expectationsIn(lab, family);

/** What is of no family is claimed of both in the same words. */
const onceEach = (expectations: readonly Expectation[]): readonly Expectation[] =>
  [...Map.groupBy(expectations, ({ title, flow }) => JSON.stringify([title, flow.to])).values()].flatMap((same) =>
    same.slice(0, 1),
  );

const expectationsIn = (lab: Lab, family: FamilyName | undefined): readonly Expectation[] => {
  const kinds = kindsOf(lab);
  return kinds.flatMap((kind) =>
    claimsOf(lab, kind, family).filter(({ flow }) => kinds.length === 1 || isOfKind(flow, kind, kinds)),
  );
};

const claimsOf = (lab: Lab, kind: Kind, family?: FamilyName): readonly Expectation[] => {
  const sides = lab.clusters.map((cluster) => ({ cluster, promises: promisesOf(cluster, lab.profile, kind) }));
  return sides.flatMap((side) => {
    const subject = subjectOf(side, sides, lab);
    return Object.entries(families).flatMap(([name, claims]) =>
      (family === undefined || family === name) && isWithin(side.cluster, name) ? claims(subject) : [],
    );
  });
};

const subjectOf = (side: Side, sides: readonly Side[], whole: Lab): Subject => {
  const rest = sides.filter((other) => other !== side);
  const { own } = side.cluster;
  const here = around(whole, side.cluster);
  const others = own === null ? rest.filter(({ cluster }) => cluster.own === null) : [];
  const strangers = rest.filter((other) => !others.includes(other));
  return { ...side, lab: here, others, strangers, whole };
};

/** What must be sent to find out. Whatever a claim says beyond who answered whom takes a capture to see. */
export const experimentOf = ({ flow, tries, controls, expected, series, senders, under }: Expectation): Experiment => {
  const tracking = expected.trackedAt !== undefined || expected.translatedAt !== undefined;
  return {
    flow,
    tries,
    controls,
    capture:
      controls.length > 0 ||
      series !== undefined ||
      tracking ||
      flow.protocol === 'icmp' ||
      flow.protocol === 'arp' ||
      flow.protocol === 'ndp' ||
      expected.translations !== undefined ||
      expected.unfragmented === true ||
      expected.error !== undefined ||
      expected.absentFrom !== undefined,
    ...(tracking ? { tracking } : {}),
    ...(series === undefined ? {} : { series }),
    ...(senders === undefined ? {} : { senders }),
    ...(under?.across === undefined ? {} : { across: under.across }),
  };
};
