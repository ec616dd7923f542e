// Which source ports translated connections get. Linux keeps the one that the pod chose, where that is free, and takes any
// other where it is not: also those that are NodePorts, behind which a Service is.

import { familyOf } from '../spec/address.ts';
import type { Ports } from '../spec/lab.ts';
import type { Seat } from './seat.ts';

/** Above those that Kubernetes takes for NodePorts. */
const aboveNodePorts: Ports = { first: 32_768, last: 65_535 };

const portsOf = ({ lab, cluster }: Seat): Ports | null =>
  cluster.masqueradePorts ?? (lab.profile === 'strict' ? aboveNodePorts : null);

/** The rules that translate what `matches`: to the address of the link that it leaves by, or to the one that is given. */
export const translated = (seat: Seat, matches: string, to?: string): readonly string[] => {
  const ports = portsOf(seat);
  const any = to === undefined ? 'masquerade' : `snat to ${to}`;
  if (ports === null) return [`${matches} ${any}`];
  const range = ports.first === ports.last ? `${ports.first}` : `${ports.first}-${ports.last}`;
  const chosen = to === undefined ? `masquerade to :${range}` : `snat to ${bracketed(to)}:${range}`;
  return [`${matches} meta l4proto { tcp, udp } ${chosen}`, `${matches} ${any}`];
};

const bracketed = (address: string): string => (familyOf(address) === 6 ? `[${address}]` : address);
