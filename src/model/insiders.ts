// Something outside Kubernetes that lives inside an archipelago: to its pods it is what they are to each other, to all
// others it is on an island.

import type { Flow } from '../probe/flow.ts';
import type { Insider } from '../spec/insider.ts';
import type { Node } from '../spec/lab.ts';
import { neverArrives, reaches } from './claims.ts';
import { atHome, podsOf } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, addressIn, flowsBetween, ofKind, sample } from './flows.ts';
import type { Subject } from './promises.ts';

/** */
export const insiderClaims = (subject: Subject): readonly Expectation[] =>
  [subject.cluster, ...subject.others.map(({ cluster }) => cluster)].flatMap((told) =>
    told.insiders.flatMap((insider) => {
      if (insider.archipelago !== subject.cluster.archipelago) return fromOthers(subject, insider, told.nodes);
      const inside = [...withPods(subject, insider), ...withNodes(subject, insider)];
      // Of those outside it is said once, and not once a cluster.
      return told === subject.cluster ? [...inside, ...withOutside(subject, insider, told.nodes)] : inside;
    }),
  );

/** So many pods of a cluster, however many it has. */
const most = 16;

/** by address, untranslated, in both directions. */
const withPods = (subject: Subject, insider: Insider): readonly Expectation[] =>
  sample(podsOf(subject), most).flatMap(({ pod }) => [
    ...flowsBetween(pod, insider).map((flow) => {
      const title = `${pod.name} reaches ${insider.name}, which is no pod and lives among them, and sees the pod's own address`;
      return untranslated({ id: 'X-11', flow, title }, pod);
    }),
    ...flowsBetween(insider, pod).map((flow) => {
      const title = `${insider.name}, which is no pod and lives among them, reaches ${pod.name}, which sees its own address`;
      return untranslated({ id: 'X-12', flow, title }, insider);
    }),
  ]);

type Claim = Pick<Expectation, 'id' | 'flow' | 'title'>;

const untranslated = (claim: Claim, from: Addressed): Expectation => {
  const also = { sourceSeen: addressIn(claim.flow.family, from) ?? '', translations: 0 };
  return reaches({ ...claim, also }, [from.name]);
};

/** a node is known by an address of its own, whichever. */
const withNodes = ({ cluster }: Subject, insider: Insider): readonly Expectation[] =>
  sample(cluster.nodes, most).flatMap((node) =>
    flowsBetween(node, insider)
      .filter(({ family }) => addressIn(family, { ...node, addresses: node.podGateways }) !== null)
      .map((flow) =>
        reaches({ id: 'X-11', flow, title: `${node.name} reaches ${insider.name} among the pods` }, [node.name]),
      ),
  );

/** */
const withOutside = ({ lab }: Subject, insider: Insider, nodes: readonly Node[]): readonly Expectation[] =>
  lab.hosts.flatMap((host) => [
    ...flowsBetween(host, insider).map((flow) => never(flow, insider, { near: host, nodes })),
    ...flowsBetween(insider, host).map((flow) => out(flow, insider, nodes)),
  ]);

/** As its exit, by its own leg out there where it has one, or not at all. */
const out = (flow: Flow, insider: Insider, nodes: readonly Node[]): Expectation => {
  const { name, exit, underlay } = insider;
  if (exit === null && underlay.length === 0) {
    const title = `${name} lives among the pods and has no exit: it never reaches ${flow.to.label}`;
    // It can send, for a pod answers it; the other one can answer, for it answers a node.
    const controls = ofKind(flow, [
      ...nodes
        .flatMap(({ pods }) => pods.slice(0, 1))
        .slice(0, 1)
        .flatMap((pod) => flowsBetween(insider, pod)),
      ...nodes.slice(0, 1).flatMap((node) => flowsBetween(node, { name: flow.to.label, addresses: [flow.to.address] })),
    ]);
    return neverArrives({ id: 'X-14', flow, title }, controls);
  }
  const who = exit ?? name;
  const also =
    underlay.length === 0
      ? { translations: 1 }
      : { sourceSeen: addressIn(flow.family, { name, addresses: underlay }) ?? '' };
  return reaches(
    { id: 'X-14', flow, title: `${name} lives among the pods and reaches ${flow.to.label}, which sees ${who}`, also },
    [who],
  );
};

type Caller = { readonly near: Addressed; readonly nodes: readonly Node[] };

/** The caller gets as far as a node that does reach it. */
const never = (flow: Flow, insider: Insider, { near, nodes }: Caller): Expectation => {
  const [node] = nodes;
  const controls =
    node === undefined ? [] : ofKind(flow, [...flowsBetween(near, node), ...flowsBetween(node, insider)]);
  return neverArrives(
    {
      id: 'X-13',
      flow,
      title: `${flow.from} never reaches ${insider.name}, which lives among the pods of ${insider.archipelago}`,
    },
    controls,
  );
};

/** X-13 for the pods of everybody else, unless the address is of their own network of pods. */
const fromOthers = (subject: Subject, insider: Insider, nodes: readonly Node[]): readonly Expectation[] =>
  sample(podsOf(subject), 2).flatMap(({ pod, node: own }) =>
    flowsBetween(pod, insider).flatMap((flow) => {
      if (atHome({ lab: subject.lab, from: subject }, flow.to.address) !== null) return [];
      const claim = never(flow, insider, { near: pod, nodes });
      // What a pod without a way out can count on is its own node.
      const controls = [...ofKind(flow, flowsBetween(pod, own)), ...claim.controls.slice(1)];
      return [{ ...claim, controls }];
    }),
  );
