// Between networks that no cable joins: an isolated cluster's and any other. Whatever is sent to somebody over there ends
// in the sender's own network, at whoever has the same address there, or nowhere.

import type { Flow } from '../probe/flow.ts';
import { around, mainland } from '../spec/isolated.ts';
import type { Cluster, Host, Lab, Node, Service } from '../spec/lab.ts';
import { neverArrives } from './claims.ts';
import { podsOf, type Seated } from './crossing.ts';
import type { Expectation } from './expectation.ts';
import { type Addressed, flowsBetween, nodePortOf, ofKind, over, sample, serviceFlow, triesToSeeAll } from './flows.ts';
import { type Caller, homeOf, routerAt } from './home.ts';
import { routeClaims } from './leaks.ts';
import { fairShare, pairsOf } from './pairs.ts';
import type { Side, Subject } from './promises.ts';
import { unheardClaims } from './unheard.ts';

/** towards the clusters of other networks; of an isolated cluster also IN-01, IN-02, OUT-01, OUT-02, LEAK-06, LEAK-09. */
export const apartClaims = (subject: Subject): readonly Expectation[] => [
  ...subject.strangers.flatMap((to) => crossings(subject, to)),
  ...(subject.cluster.model === 'isolated'
    ? [...edges(subject), ...unheardOf(subject), ...unheardClaims(subject)]
    : []),
];

/** Somebody in another network, and who proves there that it answers. */
type Called = { readonly id: string; readonly machine: Addressed; readonly what: string; readonly witness: Addressed };

const crossings = ({ whole, cluster, promises }: Subject, to: Side): readonly Expectation[] => {
  const limit = fairShare(whole.clusters.length);
  const from = { cluster, promises };
  const there = around(whole, to.cluster);
  const pods = podsOf(from).map((seated) => podCaller(whole, from, seated));
  const nodes = cluster.nodes.map((node) => nodeCaller(whole, from, node));
  const calledPods = podsOf(to).map((seated) => calledPod(to.cluster, seated));
  const calledNodes = to.cluster.nodes.map((node) => calledNode(there, to.cluster, node));
  return [
    ...pairsOf(pods, calledPods, limit).flatMap(([caller, called]) => calls(caller, { ...called, id: 'X-01' })),
    ...pairsOf(pods, calledNodes, limit).flatMap(([caller, called]) => calls(caller, { ...called, id: 'X-03' })),
    ...pairsOf(nodes, calledPods, limit).flatMap(([caller, called]) => calls(caller, { ...called, id: 'X-04' })),
    ...pairsOf(pods, doorsOf(to.cluster), limit).flatMap(([caller, door]) => enters(caller, door)),
  ];
};

/** Between the cluster and those on the lab's own network who are of no cluster. */
const edges = ({ whole, cluster, promises }: Subject): readonly Expectation[] => {
  const outside = mainland(whole);
  const here = around(whole, cluster);
  const from = { cluster, promises };
  return whole.hosts.flatMap((host) => {
    const outsider: Caller = { is: 'outsider', machine: host, network: outside };
    const pods = sample(podsOf(from));
    const nodes = sample(cluster.nodes);
    return [
      ...pods.flatMap((seated) => calls(outsider, { ...calledPod(cluster, seated), id: 'IN-01' })),
      ...nodes.flatMap((node) => calls(outsider, { ...calledNode(here, cluster, node), id: 'IN-02' })),
      ...pods.flatMap((seated) => calls(podCaller(whole, from, seated), calledHost('OUT-01', outside, host))),
      ...nodes.flatMap((node) => calls(nodeCaller(whole, from, node), calledHost('OUT-02', outside, host))),
    ];
  });
};

/** LEAK-06: the lab's own network has no route to the pods of a cluster that is not on it. */
const unheardOf = ({ whole, cluster }: Subject): readonly Expectation[] =>
  routeClaims({ lab: mainland(whole), cluster });

const podCaller = (whole: Lab, from: Side, { pod, node }: Seated): Caller => ({
  ...{ is: 'pod', machine: pod, node, network: around(whole, from.cluster) },
  ...from,
});

const nodeCaller = (whole: Lab, from: Side, node: Node): Caller => ({
  ...{ is: 'node', machine: node, node, network: around(whole, from.cluster) },
  ...from,
});

type Whom = Omit<Called, 'id'>;

const calledPod = ({ name }: Cluster, { pod, node }: Seated): Whom => ({
  ...{ machine: pod, what: `${pod.name} of cluster ${name}`, witness: node },
});

const calledNode = (there: Lab, { name }: Cluster, node: Node): Whom => ({
  ...{ machine: node, what: `node ${node.name} of cluster ${name}`, witness: routerAt(there, node) },
});

const calledHost = (id: string, outside: Lab, host: Host): Called => ({
  ...{ id, machine: host, what: host.name, witness: routerAt(outside, host) },
});

/** By address, over everything that both ends speak. */
const calls = (caller: Caller, called: Called): readonly Expectation[] =>
  flowsBetween(caller.machine, called.machine).flatMap((flow) => {
    const home = homeOf(caller, flow.to.address);
    const { id, what } = called;
    if (home === 'unclaimed') return [];
    if (home === 'nobody') {
      const title = `${flow.from} never reaches ${what}, in another network`;
      return [neverArrives({ id, flow, title }, bothAlive(caller, called, flow))];
    }
    const twin: Flow = { ...flow, to: { ...flow.to, label: flow.to.address, machines: [home.name] } };
    const who = home.name === flow.from ? 'itself' : `its own network's ${home.name}`;
    const title = `${flow.from} calls ${flow.to.address}, the address of ${what}, and gets ${who}`;
    return [answered(id === 'X-01' ? 'X-02' : id, twin, title)];
  });

/** Who answers is all that is claimed: what the answering one sees is for the claims inside its network. */
const answered = (id: string, flow: Flow, title: string): Expectation => ({
  ...{ id, title: `${title} ${over(flow.protocol, flow.family)}`, flow, tries: triesToSeeAll(flow), controls: [] },
  expected: { outcome: ['reached'], responder: flow.to.machines },
});

/** Each on its own side: the caller can send, for somebody near answers it; the called one answers somebody near. */
const bothAlive = (caller: Caller, { machine, witness }: Pick<Called, 'machine' | 'witness'>, flow: Flow) =>
  ofKind(flow, [...flowsBetween(caller.machine, nextTo(caller)), ...flowsBetween(witness, machine)]);

const nextTo = (caller: Caller): Addressed =>
  caller.is === 'pod' ? caller.node : routerAt(caller.network, caller.machine);

type Door = { readonly cluster: Cluster; readonly node: Node; readonly service: Service };

const doorsOf = (cluster: Cluster): readonly Door[] =>
  cluster.services
    .filter(({ nodePort, endpoints }) => nodePort !== null && endpoints.length > 0)
    .flatMap((service) => cluster.nodes.map((node) => ({ cluster, node, service })));

/** by a NodePort, where nobody has the node's address, or somebody has the same NodePort too. */
const enters = (caller: Caller, door: Door): readonly Expectation[] => {
  const { cluster, node, service } = door;
  return flowsBetween(caller.machine, node, service.transports).flatMap(({ from, family, protocol }) => {
    const transport = protocol === 'udp' ? 'udp' : 'tcp';
    const to = nodePortOf(node, { family, port: service.nodePort ?? 0, machines: service.endpoints });
    const { address, port } = to;
    const home = homeOf(caller, address);
    const flow = serviceFlow(from, to, transport);
    const what = `${to.label} of cluster ${cluster.name}`;
    if (home === 'unclaimed') return [];
    if (home === 'nobody') {
      const served = podsOf({ cluster }).find(({ pod }) => service.endpoints.includes(pod.name));
      const alive = served === undefined ? [] : bothAlive(caller, { machine: served.pod, witness: served.node }, flow);
      return [neverArrives({ id: 'X-05', flow, title: `${from} never enters ${what}, in another network` }, alive)];
    }
    const same = caller.network.clusters
      .filter(({ nodes }) => nodes.some(({ name }) => name === home.name))
      .flatMap(({ services }) => services)
      .find(
        (one) => one.nodePort === port && one.externalTrafficPolicy === 'Cluster' && one.transports.includes(transport),
      );
    if (same === undefined || same.endpoints.length === 0) return [];
    const twin = serviceFlow(from, { ...to, label: `${address}:${port}`, machines: same.endpoints }, transport);
    const title = `${from} enters ${address}:${port}, which is ${what} too, and gets ${same.endpoints.join(' or ')} of its own network`;
    return [answered('X-05', twin, title)];
  });
};
