// A node that has few ports for masquerade. Each destination has all of them: when one destination has used them up, the
// next connection there is lost without a word to anybody, and only a counter of the node's tells.

import type { Flow } from '../probe/flow.ts';
import type { Family, Ports } from '../spec/lab.ts';
import { addressIn, flowTo, over, sharedFamilies } from './flows.ts';
import type { Expectation } from './expectation.ts';
import type { Subject } from './promises.ts';
import { callTo, isChosen, type Leaving, leavingOf, sharingOf } from './translated.ts';

/** So many ports Linux looks through before it gives up (NF_NAT_MAX_ATTEMPTS, net/netfilter/nf_nat_core.c). */
const mostPorts = 128;

/**
 * Of the connections that are closed but not yet forgotten Linux takes a port only if the new connection's sequence
 * number is ahead of the old one's (nf_seq_has_advanced), which half of them are by chance: with fewer there may be none.
 */
const leastToReuse = 24;

/** NAT-06, where the lab says which ports there are. */
export const poolClaims = (subject: Subject): readonly Expectation[] => {
  const { masqueradePorts: ports } = subject.cluster;
  if (ports === null) return [];
  return sharingOf(subject.cluster, leavingOf(subject))
    .flatMap((those) => those.slice(0, 1))
    .filter(({ pod }) => !isChosen(subject.cluster, pod))
    .flatMap((one) =>
      sharedFamilies(one.pod, one.host, one.exit).flatMap((family) => claimsOf({ ...one, ports, family })),
    );
};

type Full = Leaving & { readonly ports: Ports; readonly family: Family };

const claimsOf = ({ ports, ...full }: Full): readonly Expectation[] => {
  const size = ports.last - ports.first + 1;
  const claims = [lost(full, size), elsewhere(full, size), again(full, size)];
  if (size > mostPorts) return claims.map((one) => ({ ...one, series: { earlier: [] }, skip: tooMany(size) }));
  return claims.map((one) => (one.series?.released && size < leastToReuse ? { ...one, skip: tooFew(size) } : one));
};

const tooMany = (size: number): string =>
  `Linux looks through ${mostPorts} ports at random: of ${size} it may find none although some are left`;

const tooFew = (size: number): string =>
  `until it is forgotten, Linux gives the port of a closed connection away or not, as the sequence numbers are; of ${size} ports there may be none`;

type Caller = Omit<Full, 'ports'>;

const call = ({ pod, host, family }: Caller, at: number): Flow =>
  callTo(pod.name, { machine: host, at, transport: 'tcp', family });

const filled = (caller: Caller, size: number): readonly Flow[] => Array.from({ length: size }, () => call(caller, 0));

const all = (caller: Caller, size: number): string =>
  `all ${size} ports of ${caller.exit.name} for ${call(caller, 0).to.label}`;

const lost = (caller: Caller, size: number): Expectation => {
  const { pod, node, host, exit, family } = caller;
  const kind = { protocol: 'tcp', family } as const;
  return {
    id: 'NAT-06',
    title: `${pod.name} has ${all(caller, size)}, its next connection there is lost, and ${exit.name} counts that ${over('tcp', family)}`,
    flow: call(caller, 0),
    tries: 1,
    expected: { outcome: ['lost'], absentFrom: [host.name], refusedAt: [exit.name] },
    // The pod can send, and the outsider can answer.
    controls: [flowTo(pod.name, node, kind), flowTo(exit.name, host, kind)],
    series: { earlier: filled(caller, size), counting: [exit.name] },
  };
};

const elsewhere = (caller: Caller, size: number): Expectation => ({
  ...connects(caller),
  title: `${caller.pod.name} has ${all(caller, size)}, and still connects to ${call(caller, 1).to.label} ${over('tcp', caller.family)}`,
  flow: call(caller, 1),
  series: { earlier: filled(caller, size) },
});

const again = (caller: Caller, size: number): Expectation => ({
  ...connects(caller),
  title: `${caller.pod.name} had ${all(caller, size)}, has closed them, and connects there again ${over('tcp', caller.family)}`,
  flow: call(caller, 0),
  series: { earlier: filled(caller, size), released: true },
});

const connects = ({ exit, family }: Caller): Omit<Expectation, 'title' | 'flow'> => ({
  id: 'NAT-06',
  tries: 1,
  expected: { outcome: ['reached'], sourceSeen: addressIn(family, exit) ?? '' },
  controls: [],
});
