// Networks that are told where things are: every node announces what is behind it, its pods where the network is flat and
// the VIPs that it may serve. So the router leads there, and nowhere else; a node that falls silent is forgotten, and what
// others announce too still works.

import type { Flow } from '../probe/flow.ts';
import { familyOf } from '../spec/address.ts';
import type { Node } from '../spec/lab.ts';
import { afterwards, during, neverArrives } from './claims.ts';
import type { Expectation } from './expectation.ts';
import { failoverClaims } from './failover.ts';
import { flowsBetween, ofKind, over, sample } from './flows.ts';
import { leadsBy } from './led.ts';
import type { Subject } from './promises.ts';
import { type Entry, entriesOf, serving } from './serving.ts';

/** IN-01 and IN-11 as the router's table shows them, IN-11 when a node dies, and FAIL-03. */
export const announcedClaims = (subject: Subject): readonly Expectation[] => [
  ...(tellsRanges(subject) ? [...rangeClaims(subject), ...sessionClaims(subject)] : []),
  ...entriesOf(subject).filter(isAnnounced).flatMap(vipWays),
  ...failoverClaims(subject),
];

const tellsRanges = ({ cluster, promises }: Subject): boolean =>
  cluster.routing === 'bgp' && promises.podRangesAreRouted;

const isAnnounced = ({ service }: Entry): boolean => service.vip?.mode === 'bgp';

/** A range, or the pod of a pool, and whether the node has it. */
const rangeClaims = ({ lab, cluster }: Subject): readonly Expectation[] =>
  sample(
    cluster.nodes.flatMap((owner) =>
      blocksOf(owner).flatMap((cidr) => cluster.nodes.map((node) => ({ owner, cidr, node }))),
    ),
    64,
  ).flatMap(({ owner, cidr, node }) =>
    leadsBy(lab, { id: 'IN-01', cidr, node, what: `${cidr}, pods of ${owner.name},`, holds: owner === node }),
  );

const blocksOf = ({ podCidrs, pods }: Node): readonly string[] =>
  podCidrs.length > 0
    ? podCidrs
    : pods.flatMap(({ addresses }) => addresses).map((address) => `${address}/${familyOf(address) === 4 ? 32 : 128}`);

/** To every node that may serve it, so that several share the work, and to none that would drop what comes. */
const vipWays = (entry: Entry): readonly Expectation[] => {
  const { subject, service, address } = entry;
  const may = serving(entry);
  return sample(subject.cluster.nodes, 16).flatMap((node) =>
    leadsBy(subject.lab, {
      ...{ id: 'IN-11', cidr: `${address}/${familyOf(address) === 4 ? 32 : 128}`, node },
      ...{ what: `${address} of ${service.name}`, holds: may.includes(node) },
    }),
  );
};

/**
 * FAIL-03: a session is cut. What the node announced is withdrawn, and what is sent there ends at once instead of going
 * round; the others are as they were. With the session comes back what was there before.
 */
const sessionClaims = (subject: Subject): readonly Expectation[] => {
  const { lab, cluster } = subject;
  const node = cluster.nodes.find(({ pods }) => pods.length > 0);
  if (node === undefined) return [];
  const others = cluster.nodes.filter((one) => one !== node).flatMap(({ pods }) => pods.slice(0, 1));
  return lab.hosts
    .slice(0, 1)
    .flatMap((host) =>
      node.pods
        .slice(0, 1)
        .flatMap((pod) => [
          ...flowsBetween(host, pod).flatMap((flow) => withdrawn(node, flow, [host, pod])),
          ...[host, ...others].flatMap((from) => flowsBetween(from, pod, ['tcp']).map((flow) => restored(node, flow))),
          ...others.flatMap((other) => flowsBetween(host, other, ['tcp']).map((flow) => unchanged(node, flow))),
        ]),
    );
};

type Ends = readonly [from: Parameters<typeof flowsBetween>[0], to: Parameters<typeof flowsBetween>[1]];

const withdrawn = (node: Node, flow: Flow, [from, to]: Ends): readonly Expectation[] => {
  const title = `${flow.from} is told that nobody knows ${flow.to.label}, and nothing goes round`;
  const controls = ofKind(flow, [...flowsBetween(from, node), ...flowsBetween(node, to)]);
  const claim = neverArrives({ id: 'FAIL-03', flow, title, also: { singlePass: true } }, controls);
  return [during({ kind: 'bgp-cut', node: node.name }, claim)];
};

const unchanged = (node: Node, flow: Flow): Expectation =>
  during({ kind: 'bgp-cut', node: node.name }, arriving(flow, `${flow.from} still reaches ${flow.to.label}`));

const restored = (node: Node, flow: Flow): Expectation =>
  afterwards({ kind: 'bgp-cut', node: node.name }, arriving(flow, `${flow.from} reaches ${flow.to.label} as before`));

/** Nobody is rewritten in a network that tells ranges. */
const arriving = (flow: Flow, title: string): Expectation => ({
  ...{ id: 'FAIL-03', title: `${title} ${over(flow.protocol, flow.family)}`, flow, tries: 1, controls: [] },
  expected: { outcome: ['reached'], responder: flow.to.machines, sourceOwner: [flow.from] },
});
