// LEAK-01, of Services: their addresses are for insiders, and no network routes them. But whoever is a neighbour of a node
// may make a route by it, and to default Linux a packet is to be translated wherever it comes from.

import type { Flow } from '../probe/flow.ts';
import type { Lab, Node, Service } from '../spec/lab.ts';
import { arrives, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { addressIn, flowTo, ofKind, sample, triesToSeeAll } from './flows.ts';
import { routerAt } from './home.ts';
import type { Subject } from './promises.ts';
import { callerOf, virtualAddressFlows } from './services.ts';

/** The router of the nodes' LAN calls each Service by each node. */
export const calledInClaims = (subject: Subject): readonly Expectation[] =>
  sample(
    subject.cluster.nodes.flatMap((node) =>
      subject.cluster.services
        .filter(({ endpoints }) => endpoints.length > 0)
        .flatMap((service) => callsOf(subject, node, service)),
    ),
    32,
  );

const callsOf = (subject: Subject, node: Node, service: Service): readonly Expectation[] => {
  const { lab, cluster } = subject;
  const router = routerAt(lab, node);
  return virtualAddressFlows(router.name, service).flatMap((called): readonly Expectation[] => {
    const { family } = called;
    const [nextHop, source] = [addressIn(family, node), addressIn(family, router)];
    if (nextHop === null || source === null) return [];
    const caller = callerOf(cluster, service);
    const inside = caller === undefined ? [] : virtualAddressFlows(caller.name, service);
    const controls = ofKind(called, [flowTo(router.name, node, called), ...inside]);
    return [claimOf(lab, { flow: { ...called, nextHop }, node, source, controls })];
  });
};

type Call = { readonly flow: Flow; readonly node: Node; readonly source: string; readonly controls: readonly Flow[] };

const claimOf = ({ profile }: Lab, { flow, node, source, controls }: Call): Expectation => {
  const id = 'LEAK-01';
  const { label, machines } = flow.to;
  const given = `${flow.from}, given a route to the address of ${label} by ${node.name},`;
  if (profile === 'strict') return neverArrives({ id, flow, title: `${given} never gets to who serves it` }, controls);
  const title = `${given} gets to ${machines.join(' or ')}, as default Linux does`;
  const claim = arrives({ id, flow, title, also: { sourceSeen: source } }, controls.slice(0, 1));
  // An endpoint of another node answers by its own node, where nobody knows what was asked.
  const expected = { ...claim.expected, outcome: ['reached', 'one-way'] } as const;
  return { ...claim, tries: triesToSeeAll(flow), expected };
};
