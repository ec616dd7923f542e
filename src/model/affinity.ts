// Services that remember their clients: every connection of a client goes where its first one went, until it has not called
// for some time. That it is the client that is remembered, and not for ever, takes a crowd of clients to tell from chance.

import type { Flow } from '../probe/flow.ts';
import type { Cluster, Node, Pod, Service } from '../spec/lab.ts';
import { during } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { over, triesToSeeAll } from './flows.ts';
import type { Subject } from './promises.ts';
import { callerOf, fromOutside, isFree, virtualAddressFlows } from './services.ts';

/** SVC-04. */
export const affinityClaims = (subject: Subject): readonly Expectation[] =>
  subject.cluster.services.flatMap((service) =>
    isFree(service) || service.endpoints.length < 2
      ? []
      : [...stays(subject, service), ...forgets(subject.cluster, service)],
  );

/** As often as Kubernetes' own tests call. */
const connections = 10;

const stays = (subject: Subject, service: Service): readonly Expectation[] => {
  const caller = callerOf(subject.cluster, service);
  const flows = [
    ...(caller === undefined ? [] : virtualAddressFlows(caller.name, service)),
    ...fromOutside(subject, service),
  ];
  return flows.map((flow) => ({
    id: 'SVC-04',
    title: `${flow.from} calls ${flow.to.label} again and again, and one endpoint answers it always ${over(flow.protocol, flow.family)}`,
    flow,
    tries: Math.max(connections, triesToSeeAll(flow)),
    expected: { outcome: ['reached'], responder: service.endpoints, spread: 'one' },
    controls: [],
  }));
};

/** Chance leads them all to one endpoint, or all back to the one they had, less than once in a million times. */
const crowdFor = ({ endpoints }: Service): number => 1 + Math.ceil(Math.log(1e-6) / -Math.log(endpoints.length));

/** Seconds. Nobody wants to wait longer. */
const longestWait = 10;

const forgets = (cluster: Cluster, service: Service): readonly Expectation[] => {
  const crowd = crowdIn(cluster, service);
  const [first] = crowd?.clients ?? [];
  if (crowd === undefined || first === undefined || service.affinitySeconds === null) return [];
  const skip = tooMuch(service, crowd);
  const { name, affinitySeconds: seconds, endpoints } = service;
  const fault = { kind: 'affinity-expired', cluster: cluster.name, service: name, seconds } as const;
  const answered = { outcome: ['reached'], responder: endpoints } as const;
  return virtualAddressFlows(first.name, service).map((flow: Flow): Expectation => {
    const title = `each of ${crowd.clients.length} clients on ${crowd.node.name} has its own endpoint of ${name}, and gets any ${over(flow.protocol, flow.family)}`;
    const claim: Expectation = {
      ...{ id: 'SVC-04', title, flow, tries: crowd.clients.length, controls: [] },
      senders: crowd.clients.map((client) => client.name),
      expected: { ...answered, spread: 'moved' },
      ...(skip === null ? {} : { skip }),
    };
    return during(fault, claim, { across: 'again', before: { ...answered, spread: 'several' } });
  });
};

type Crowd = { readonly node: Node; readonly clients: readonly Pod[] };

/** On one node, whose memory is its own: what another one remembers is no wonder. */
const crowdIn = ({ nodes }: Cluster, { endpoints }: Service): Crowd | undefined =>
  nodes
    .map((node) => ({ node, clients: node.pods.filter(({ name }) => !endpoints.includes(name)).slice(0, 64) }))
    .toSorted((a, b) => b.clients.length - a.clients.length)[0];

const tooMuch = (service: Service, { clients }: Crowd): string | null => {
  const needed = crowdFor(service);
  if (clients.length < needed)
    return `it takes ${needed} clients on one node to tell memory from chance, and there are ${clients.length}`;
  const seconds = service.affinitySeconds ?? 0;
  return seconds > longestWait ? `a client is forgotten only after ${seconds} s` : null;
};
