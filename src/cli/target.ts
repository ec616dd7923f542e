// What `probe` understands as its target: TO[:PORT][/tcp|udp|icmp|http], where TO is a machine, a Service, an address or a
// hostname that a proxy knows.

import { UsageError } from '../errors.ts';
import type { Flow, Target } from '../probe/flow.ts';
import type { Machine } from '../plan/step.ts';
import { familyOf, parseAddress } from '../spec/address.ts';
import { type Family, identityPort, type Lab, type Service, type Transport } from '../spec/lab.ts';
import { didYouMean } from './did-you-mean.ts';
import { entriesOf, hostnamesOf } from './hostnames.ts';

export type Surroundings = { readonly from: Machine; readonly machines: readonly Machine[]; readonly lab: Lab | null };

type Written = {
  readonly to: string;
  readonly port: number | null;
  readonly protocol: Transport | 'icmp' | 'http';
};

const shape =
  /^(?:\[(?<bracketed>[^\]]+)\]|(?<bare>[^[\]:/]+)|(?<six>[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*))(?::(?<port>\d+))?(?:\/(?<protocol>[a-z]+))?$/i;

/** Splits what was typed. Throws UsageError. */
export const readTarget = (text: string): Written => {
  const { bracketed, bare, six, port, protocol: typed = 'tcp' } = shape.exec(text)?.groups ?? {};
  const protocol = typed.toLowerCase();
  const to = bracketed ?? bare ?? six;
  if (to === undefined)
    throw unreadable(text, 'write TO, TO:PORT, TO:PORT/udp or TO/icmp; an IPv6 address with a port stands in brackets');
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp' && protocol !== 'http')
    throw unreadable(text, 'the protocol is one of tcp, udp, icmp and http');
  if (port === undefined) return { to, port: null, protocol };
  if (protocol === 'icmp') throw unreadable(text, 'icmp has no ports');
  if (Number(port) < 1 || Number(port) > 65_535) throw unreadable(text, 'a port is a number from 1 to 65535');
  return { to, port: Number(port), protocol };
};

const unreadable = (text: string, hint: string): UsageError =>
  new UsageError(`cannot read the target ${text}`, { hint });

/** The flow that was meant. Throws UsageError when nothing of that name is there. */
export const flowTo = (text: string, surroundings: Surroundings): Flow => {
  const written = readTarget(text);
  const { address, port, machines, asks } = resolveTarget(written, surroundings);
  const protocol = written.protocol === 'http' ? 'tcp' : written.protocol;
  const label =
    written.port === null
      ? written.to
      : `${address.includes(':') && written.to === address ? `[${address}]` : written.to}:${written.port}`;
  const target: Target = { label, address, machines, ...(protocol === 'icmp' ? {} : { port }) };
  const http = asks || written.protocol === 'http' ? { http: { host: written.to } } : {};
  return { from: surroundings.from.name, to: target, protocol, family: familyOf(address), ...http };
};

type Resolved = {
  readonly address: string;
  readonly port: number;
  readonly machines: readonly string[];
  /** By HTTP, for the name as it was typed. */
  readonly asks?: true;
};

const resolveTarget = ({ to, port, protocol }: Written, { from, machines, lab }: Surroundings): Resolved => {
  const services = servicesFor(from, lab);
  const machine = machines.find(({ name }) => name === to);
  if (machine !== undefined) {
    const served =
      machine.kind === 'node' && protocol !== 'icmp'
        ? services.find(({ nodePort, cluster }) => nodePort === port && cluster === machine.cluster)
        : undefined;
    return {
      address: addressFor(from, machine.name, machine.addresses),
      port: port ?? identityPort,
      machines: served?.endpoints ?? [to],
    };
  }
  const service = services.find(({ name, cluster }) => to === name || to === `${name}.${cluster}`);
  if (service !== undefined)
    return {
      address: addressFor(from, service.name, service.clusterAddresses),
      port: port ?? service.port,
      machines: service.endpoints,
    };
  const entry = entriesOf(to.toLowerCase(), from, lab).find((one) => port === null || one.port === port);
  if (entry !== undefined) return { ...entry, address: addressFor(from, entry.name, entry.addresses), asks: true };
  const address = readAddress(to, machines);
  if (address !== null) return { address, port: port ?? identityPort, machines: ownersOf(address, machines, services) };
  if (/^[\d.]+$/.test(to) || to.includes(':'))
    throw unreadable(to, 'it looks like an address and is none; write one like 10.0.1.1 or fd00:1::1');
  const hostnames = lab === null ? [] : hostnamesOf(lab);
  const names = [...machines.map(({ name }) => name), ...services.map(({ name }) => name), ...hostnames];
  throw new UsageError(`there is no machine and no Service ${to}`, {
    hint: didYouMean(to, names, 'machines and Services'),
  });
};

/** Of all clusters, the caller's own first: that is whose Service a pod means. */
const servicesFor = ({ cluster }: Machine, lab: Lab | null): readonly Service[] =>
  (lab?.clusters ?? [])
    .toSorted((one, other) => Number(other.name === cluster) - Number(one.name === cluster))
    .flatMap(({ services }) => services);

/** The first address of a family that the caller has too. */
const addressFor = (from: Machine, name: string, addresses: readonly string[]): string => {
  const families = new Set<Family>(from.addresses.map(familyOf));
  const address = addresses.find((each) => families.has(familyOf(each))) ?? addresses[0];
  if (address === undefined)
    throw new UsageError(`${name} has no address of its own`, {
      hint: 'name a host, a node, a pod, a Service or an address',
    });
  return address;
};

/** Null when it is none. Throws UsageError for one that no packet of this lab can go to. */
const readAddress = (text: string, machines: readonly Machine[]): string | null => {
  const address = parseAddress(text);
  if (address === null) return null;
  if (address === '0.0.0.0' || address === '::')
    throw new UsageError(`${text} is the address of nobody`, { hint: 'to probe a machine from itself, name it twice' });
  const family = familyOf(address);
  if (!machines.some(({ addresses }) => addresses.some((each) => familyOf(each) === family)))
    throw new UsageError(`this lab has no IPv${family}`, {
      hint: `its machines have IPv${family === 4 ? 6 : 4} addresses only`,
    });
  return address;
};

/** Whoever holds it, or stands behind it. Nobody, for an address that is not the lab's: then any answer is a surprise. */
const ownersOf = (address: string, machines: readonly Machine[], services: readonly Service[]): readonly string[] => [
  ...machines.filter(({ addresses }) => addresses.includes(address)).map(({ name }) => name),
  ...services
    .filter(({ clusterAddresses, vip }) => [...clusterAddresses, ...(vip?.addresses ?? [])].includes(address))
    .flatMap(({ endpoints }) => endpoints),
];
