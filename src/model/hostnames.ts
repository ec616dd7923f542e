// L7: one address and one port for any number of Services, which the Host header tells apart. It takes HTTP to do that,
// and whatever is not HTTP needs a port of its own.

import type { Flow } from '../probe/flow.ts';
import type { Service } from '../spec/lab.ts';
import { neverArrives } from './claims.ts';
import type { Expectation, Expected } from './expectation.ts';
import { over } from './flows.ts';

export type Hostnames = {
  /** A flow for each hostname, and what it must lead to. */
  readonly calls: readonly Call[];
  /** To the same port, without a word of HTTP. Its machines are all that anybody could be led to. */
  readonly plain: Flow;
  /** What the endpoints must be told of the client, and see. */
  readonly told: Pick<Expected, 'forwardedFor' | 'forwardedOwner' | 'sourceOwner'>;
  readonly toldText: string;
  /** Machines that the proxies run on: these are reached, whatever comes of it. */
  readonly proxies: readonly string[];
  /** Proves that the client can send, where no hostname is served. */
  readonly alive: readonly Flow[];
};

type Call = { readonly hostname: string; readonly service: Service; readonly flow: Flow };

/**
 * A proxy takes endpoints in turn, or by chance; it is no claim of these that each of them is met. A dead one among `k` is
 * found all the same: a proxy that takes turns finds it in `k` tries, and chance misses it in less than one of a hundred.
 */
export const someTries = ({ to }: Flow): number => (to.machines.length < 2 ? 1 : 5 * to.machines.length);

/** IN-14. */
export const hostnameClaims = (names: Hostnames): readonly Expectation[] => [
  ...names.calls.map((call) =>
    call.service.endpoints.length === 0 ? nobodyServes(names, call) : selects(names, call),
  ),
  ...served(names)
    .slice(0, 1)
    .map((call) => notBelieved(names, call)),
  ...names.calls.slice(0, 1).map((call) => unknownHost(names, call)),
  notHttp(names),
];

const served = ({ calls }: Hostnames): readonly Call[] => calls.filter(({ service }) => service.endpoints.length > 0);

/** Whoever is none of the proxies himself. */
const behind = ({ plain, proxies }: Hostnames): readonly string[] =>
  plain.to.machines.filter((machine) => !proxies.includes(machine));

/** What must work with the same client and the same proxy. */
const controls = (names: Hostnames): readonly Flow[] => [
  ...served(names)
    .slice(0, 1)
    .map(({ flow }) => flow),
  ...names.alive,
];

const selects = ({ calls, told, toldText }: Hostnames, { service, flow }: Call): Expectation => {
  const others = [...new Set(calls.map((call) => call.service.name))].filter((name) => name !== service.name);
  const and = others.length === 0 ? '' : `, and not ${others.join(' or ')},`;
  const title = `${flow.from} gets ${service.name}${and} by ${flow.to.label}, ${toldText}`;
  return {
    ...{ id: 'IN-14', title: `${title}, ${over(flow.protocol, flow.family)}`, flow, tries: someTries(flow) },
    expected: { outcome: ['reached'], responder: service.endpoints, responderPort: service.targetPort, ...told },
    controls: [],
  };
};

/** An address for documentation (RFC 5737, RFC 3849), and so nobody's in a lab. */
const lies = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

const notBelieved = ({ told }: Hostnames, { service, flow }: Call): Expectation => {
  const lie = lies[flow.family];
  const lying = { ...flow, http: { host: flow.http?.host ?? '', forwardedFor: lie } };
  const title = `${flow.from} says at ${flow.to.label} that it is ${lie}, and ${service.name} is told what the proxy knows`;
  return {
    ...{ id: 'IN-14', title: `${title} ${over(flow.protocol, flow.family)}`, flow: lying, tries: 1 },
    expected: { outcome: ['reached'], responder: service.endpoints, ...told },
    controls: [],
  };
};

const nobodyServes = (names: Hostnames, { service, flow }: Call): Expectation => {
  const title = `${flow.from} is told at ${flow.to.label} that nobody serves ${service.name}`;
  return neverArrives({ id: 'IN-14', flow, title, also: { outcome: ['bad-gateway'] } }, controls(names));
};

const unknownHost = (names: Hostnames, { flow }: Call): Expectation => {
  const known = new Set(names.calls.map(({ hostname }) => hostname));
  const hostname = ['unknown.test', ...[...known].map((name) => `no.${name}`)].find((name) => !known.has(name)) ?? '';
  const { label } = names.plain.to;
  const to = { ...names.plain.to, label: `${hostname} at ${label}` };
  const title = `${flow.from} asks ${label} for ${hostname}, which nobody has, and is led to no Service`;
  const asked = { ...names.plain, to, http: { host: hostname } };
  const also = { outcome: ['not-found'] as const, absentFrom: behind(names) };
  return neverArrives({ id: 'IN-14', flow: asked, title, also }, controls(names));
};

/** Something may be said, by whoever expected HTTP; no Service hears of it. */
const notHttp = (names: Hostnames): Expectation => {
  const { plain } = names;
  const title = `${plain.from} speaks no HTTP at ${plain.to.label} and gets to no Service: that takes a port of its own`;
  const also = { outcome: ['wrong-responder', 'empty-reply', 'reset'] as const, absentFrom: behind(names) };
  return neverArrives({ id: 'IN-14', flow: plain, title, also }, controls(names));
};
