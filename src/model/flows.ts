// The vocabulary in which the families of claims are written: who sends what to whom.

import type { Flow, Protocol, Target } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import { type Family, identityPort, type Transport } from '../spec/lab.ts';

/** Anything with a name and addresses: a pod, a node, a host. */
export type Addressed = { readonly name: string; readonly addresses: readonly string[] };

const protocols: readonly (Transport | 'icmp')[] = ['tcp', 'udp', 'icmp'];

/** How people write the protocol at the end of a title; the family is named only where a lab has both. */
export const over = (protocol: Protocol, family: Family): string =>
  `over ${protocol === 'icmp' && family === 6 ? 'ICMPv6' : protocol.toUpperCase()}${family === 6 ? ' on IPv6' : ''}`;

/** The address of that family, or null where the machine has none. */
export const addressIn = (family: Family, { addresses }: Addressed): string | null =>
  addresses.find((address) => familyOf(address) === family) ?? null;

/** Families in which every one of these has an address. */
export const sharedFamilies = (...machines: readonly Addressed[]): readonly Family[] =>
  ([4, 6] satisfies Family[]).filter((family) => machines.every((machine) => addressIn(family, machine) !== null));

/** One flow to a machine's identity port for each family that both have and each protocol asked for. */
export const flowsBetween = (
  from: Addressed,
  to: Addressed,
  which: readonly (Transport | 'icmp')[] = protocols,
): readonly Flow[] =>
  sharedFamilies(from, to).flatMap((family) => which.map((protocol) => flowTo(from.name, to, { protocol, family })));

export type Kind = Pick<Flow, 'protocol' | 'family'>;

/** Those of the flows that are of the same kind: a control over another protocol proves nothing. */
export const ofKind = ({ protocol, family }: Kind, flows: readonly Flow[]): readonly Flow[] =>
  flows.filter((flow) => flow.protocol === protocol && flow.family === family);

/** A flow to a machine's own address, on the port where every machine says who it is. */
export const flowTo = (from: string, to: Addressed, { protocol, family }: Kind): Flow => ({
  from,
  to: {
    label: to.name,
    address: addressIn(family, to) ?? '',
    machines: [to.name],
    ...(protocol === 'icmp' ? {} : { port: identityPort }),
  },
  protocol,
  family,
});

/** A Service as one of its addresses offers it; `machines` are the pods that may answer. */
export const serviceFlow = (from: string, to: Target & { readonly port: number }, transport: Transport): Flow => ({
  from,
  to,
  protocol: transport,
  family: familyOf(to.address),
});

type Door = { readonly family: Family; readonly port: number; readonly machines: readonly string[] };

/** A port of a node, behind which somebody else answers. */
export const nodePortOf = (node: Addressed, { family, port, machines }: Door): Target & { readonly port: number } => ({
  label: `${node.name}:${port}`,
  address: addressIn(family, node) ?? '',
  port,
  machines,
});

/** A question to a machine's routing table. */
export const lookUp = (from: string, cidr: string, family: Family): Flow => ({
  from,
  to: { label: cidr, address: cidr, machines: [] },
  protocol: 'fib',
  family,
});

/**
 * Probes needed so that one of the `k` equally likely machines that may answer is missed with a chance below 1e-9
 * (catalogue SVC-03): ln(k/1e-9) / -ln(1 - 1/k).
 */
export const triesToSeeAll = ({ to }: Flow): number => {
  const k = to.machines.length;
  return k < 2 ? 1 : Math.ceil(Math.log(k / 1e-9) / -Math.log(1 - 1 / k));
};

/** At most `limit` of them, evenly spread and always the same ones, so that large labs stay quick to check. */
export const sample = <Item>(items: readonly Item[], limit = 128): readonly Item[] =>
  items.length <= limit
    ? items
    : items.filter((_, i) => Math.floor((i * limit) / items.length) !== Math.floor(((i - 1) * limit) / items.length));
