// VIPs when a node dies: whoever else may serve one takes over, and it is answered by an endpoint that is still there. One
// that is back has to be believed, too, where it is elected again.

import { familyOf } from '../spec/address.ts';
import type { FaultOf } from '../spec/fault.ts';
import type { Node, Vip } from '../spec/lab.ts';
import { afterwards, during, reaches } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, serviceFlow, triesToSeeAll } from './flows.ts';
import { leadsBy } from './led.ts';
import type { Subject } from './promises.ts';
import { answersFor, type Entry, entriesOf, serving } from './serving.ts';

/** IN-11 under the fault "node gone", and after it. */
export const failoverClaims = (subject: Subject): readonly Expectation[] => {
  // Who of the elected has it is theirs to say, so each of them dies once.
  const elected = subject.cluster.nodes.map((node) => ({ node, of: survivors(subject, 'vrrp', node) }));
  const losses = [...announcedLosses(subject), ...elected];
  return [
    ...losses.flatMap(({ node, of }) =>
      of.flatMap((entry) => [...ways(entry, node), ...traffic(entry, node)].map((claim) => during(gone(node), claim))),
    ),
    ...elected.flatMap(({ node, of }) =>
      of.flatMap((entry) => traffic(entry, null).map((claim) => afterwards(gone(node), claim))),
    ),
  ];
};

const gone = ({ name }: Node): FaultOf<'node-gone'> => ({ kind: 'node-gone', node: name });

type Loss = { readonly node: Node; readonly of: readonly Entry[] };

/**
 * As few nodes as needed so that each VIP that is announced loses one that it can do without, the greatest loss first:
 * every one of them takes seconds to be noticed.
 */
export const announcedLosses = (subject: Subject, entries = announced(subject)): readonly Loss[] => {
  const [first] = subject.cluster.nodes
    .map((node): Loss => ({ node, of: entries.filter((entry) => canDoWithout(entry, node)) }))
    .toSorted((a, b) => b.of.length - a.of.length);
  if (first === undefined || first.of.length === 0) return [];
  const rest = entries.filter((entry) => !first.of.includes(entry));
  return [first, ...announcedLosses(subject, rest)];
};

const entriesBy = (subject: Subject, mode: Vip['mode']): readonly Entry[] =>
  entriesOf(subject).filter(({ service }) => service.vip?.mode === mode);

const announced = (subject: Subject): readonly Entry[] => entriesBy(subject, 'bgp');

const survivors = (subject: Subject, mode: Vip['mode'], dead: Node): readonly Entry[] =>
  entriesBy(subject, mode).filter((entry) => canDoWithout(entry, dead));

/** Somebody else may serve it, and there is an endpoint left to answer. */
const canDoWithout = (entry: Entry, node: Node): boolean => {
  const may = serving(entry);
  return may.includes(node) && may.length > 1 && endpointsLeft(entry, node).length > 0;
};

const endpointsLeft = ({ service }: Entry, dead: Node | null): readonly string[] =>
  service.endpoints.filter((endpoint) => dead === null || !dead.pods.some(({ name }) => name === endpoint));

/** The dead one is forgotten, the others are not. */
const ways = (entry: Entry, dead: Node): readonly Expectation[] => {
  const left = serving(entry).filter((node) => node !== dead);
  if (entry.service.vip?.mode === 'vrrp')
    return answersFor(
      entry,
      left.map(({ name }) => name),
    );
  return serving(entry).flatMap((node) =>
    leadsBy(entry.subject.lab, {
      ...{ id: 'IN-11', cidr: `${entry.address}/${familyOf(entry.address) === 4 ? 32 : 128}`, node },
      ...{ what: `${entry.address} of ${entry.service.name}`, holds: node !== dead },
    }),
  );
};

/** As long as that one is gone; null when nobody is. */
const traffic = (entry: Entry, dead: Node | null): readonly Expectation[] => {
  const { subject, service, address } = entry;
  const family = familyOf(address);
  const machines = endpointsLeft(entry, dead);
  const label = `${family === 6 ? `[${address}]` : address}:${service.port}`;
  const hosts = subject.lab.hosts.filter((host) => addressIn(family, host) !== null);
  return hosts.flatMap((host) =>
    service.transports.map((transport) => {
      const flow = serviceFlow(host.name, { label, address, port: service.port, machines }, transport);
      const owners =
        service.externalTrafficPolicy === 'Local'
          ? [host.name]
          : [...serving(entry).flatMap((node) => (node === dead ? [] : [node.name])), host.name];
      const title = `${host.name} enters ${label}, and ${machines.join(' or ')} of ${service.name} answers`;
      const also = { responderPort: service.targetPort };
      return { ...reaches({ id: 'IN-11', flow, title, also }, owners), tries: Math.max(8, triesToSeeAll(flow)) };
    }),
  );
};
