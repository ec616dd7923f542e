// Custom clusters whose matrix of promises does not hold together, or which are none.

import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

/** The sound lab with that wiring and those rows, which begin at line 8. */
const custom = (wiring: string, ...rows: readonly string[]): string =>
  broken({
    'model: island': `model: custom\n    wiring: ${wiring}\n    promises:\n${rows.map((row) => `      - { ${row} }\n`).join('')}`,
  });

const out = 'from: pods, to: outside, sees: node';

test('neither wiring nor promises', refused, broken({ 'model: island': 'model: custom' }), [
  '5:12: cluster east of model custom does not say how it is wired | write wiring: flat',
  '5:12: cluster east of model custom does not say what it promises | write promises: [{ from: pods, to: outside, sees: node }]',
]);
test(
  'both, of a model that has its own',
  refused,
  broken({ 'model: island': `model: island\n    wiring: flat\n    promises: [{ ${out} }]` }),
  [
    '6:5: wiring of cluster east: its model island says that already | write model: custom, or remove wiring',
    '7:5: promises of cluster east: its model island says that already | write model: custom, or remove promises',
  ],
);
test('a wiring that does not exist', refused, custom('island-ish', out), [
  '6:13: wiring must be flat or island, not "island-ish" | For model custom: how it is built. What it promises is in promises, and checked whatever stands here; for example wiring: flat',
]);
test('open pods of a flat wiring', refused, custom('{ like: flat, open: [pod-a] }', out), [
  '6:27: open of cluster east: wired like a flat network, core has a route to each of its pods | remove open, or write like: island',
]);
test('open pods that are none', refused, custom('{ like: island, open: [pod-a, pod-a, pod-x1, other] }', out), [
  '6:43: "pod-a" is open twice | remove one of them',
  '6:50: "pod-x1" is not a pod of the cluster, and cannot be open | did you mean pod-a?',
  '6:58: "other" is not a pod of the cluster, and cannot be open | name pods of this cluster',
]);
test('closed like an island', refused, custom('{ like: island, closed: true }', out), [
  '6:29: closed of cluster east: wired like an island, its way out is egress | write egress: none instead',
]);
test(
  'closed and masqueraded',
  refused,
  custom('{ like: flat, closed: true }', out).replace('nodes:', 'egress: masquerade\n    nodes:'),
  ['6:27: cluster east is closed, and nothing leaves that could be masqueraded | remove closed, or egress: masquerade'],
);
test(
  'ends that nobody is',
  refused,
  custom('flat', 'from: pod, to: outside, sees: node', 'from: pods, to: everybody-else, sees: node'),
  [
    '8:17: "pod" is nobody in this lab | did you mean pods?',
    '9:27: "everybody-else" is nobody in this lab | write pods, nodes, other-nodes or outside, or the name of a machine',
  ],
);
test(
  'ways that are none, or that Kubernetes asks for',
  refused,
  custom(
    'flat',
    'from: outside, to: other, sees: client',
    'from: pods, to: pods, sees: pod',
    'from: node1, to: pod-a, sees: client',
    'from: pods, to: nodes, sees: pod',
    'from: nodes, to: node2, sees: client',
    'from: outside, to: other-nodes, sees: client',
  ),
  [
    '8:9: outside to other: neither is of this cluster | let one end be pods or nodes',
    '9:9: pods to pods: Kubernetes demands it of every model, and it is claimed always | remove the row',
    '10:9: node1 to pod-a: Kubernetes demands it of every model, and it is claimed always | remove the row',
    '11:9: pods to nodes: its own node a pod must reach in every model | write other-nodes',
    '12:9: nodes to node2: nothing is claimed between nodes | remove the row',
    '13:9: outside to other-nodes: other nodes are those that a pod does not run on | write nodes',
  ],
);
test(
  'what cannot be seen there',
  refused,
  custom(
    'flat',
    'from: outside, to: pods, sees: pod',
    'from: outside, to: nodes, sees: clent',
    'from: pods, to: outside, sees: [node3, pod]',
    'from: nodes, to: outside, sees: [nobody, node]',
  ),
  [
    '8:42: "pod" is not what pods can see of outside | write client, node or nobody',
    '9:43: "clent" is not what nodes can see of outside | did you mean client?',
    '10:43: "node3" is not what outside can see of pods | did you mean node?',
    '11:43: nobody and somebody cannot both be seen | write sees: nobody alone',
  ],
);
test(
  'the same twice, once otherwise',
  refused,
  custom('flat', out, out, 'from: pods, to: outside, sees: pod', 'from: pods, to: outside, sees: pod, protocol: udp'),
  [
    '9:9: pods to outside: said already in row 1, pods to outside | remove one of them',
    '10:9: pods to outside: contradicts row 1, pods to outside | remove one of them, or name a machine, a protocol or a family',
  ],
);
test(
  'two that are as precise, and differ',
  refused,
  custom('flat', 'from: pod-a, to: outside, sees: pod', 'from: pods, to: other, sees: node'),
  [
    '9:9: pods to other: row 1, pod-a to outside is just as precise, and says otherwise of what both speak of | add a row that says which: it names all that both name',
  ],
);
test(
  'promises that nothing can try',
  refused,
  `name: x\nnetwork: { cidr: 10.0.0.0/8 }\nclusters:\n  e:\n    model: custom\n    wiring: flat\n    podCidr: 10.0.0.0/16\n    nodes: { n1: { address: 10.240.0.1 } }\n    promises:
      - { from: nodes, to: outside, sees: node }
      - { from: n1, to: outside, sees: node, family: 6 }\n`,
  [
    '10:9: nodes to outside can never be tried: there is nobody that outside stands for | remove the row',
    '11:9: n1 to outside can never be tried: cluster e has no IPv6 | remove the row',
  ],
);
test(
  'other nodes, and there is one',
  refused,
  sound
    .replace(/\n {6}node2.*\n/, '\n')
    .replace(', pod-c]', ']')
    .replace(
      'model: island',
      'model: custom\n    wiring: flat\n    promises: [{ from: pods, to: other-nodes, sees: pod }]',
    ),
  ['7:16: pods to other-nodes can never be tried: cluster east has one node only | remove the row'],
);

test('one more precise may say otherwise, and a third may settle two', (t) => {
  const { clusters } = parseLab(
    custom(
      '{ like: island, open: [pod-b] }',
      out,
      'from: pods, to: outside, sees: nobody, protocol: icmp',
      'from: pod-a, to: outside, sees: client',
      'from: pods, to: other, sees: node2',
      'from: pod-a, to: other, sees: [pod, node]',
    ),
    'x.yaml',
  );
  t.is(clusters[0]?.model, 'island');
  t.deepEqual(clusters[0]?.custom, {
    open: ['pod-b'],
    closed: false,
    promises: [
      { from: 'pods', to: 'outside', sees: ['node'], protocol: null, family: null },
      { from: 'pods', to: 'outside', sees: [], protocol: 'icmp', family: null },
      {
        from: { name: 'pod-a', addresses: ['10.0.1.1'] },
        to: 'outside',
        sees: ['client'],
        protocol: null,
        family: null,
      },
      {
        from: 'pods',
        to: { name: 'other', addresses: ['10.128.1.1'] },
        sees: [{ gateway: 'node2' }],
        protocol: null,
        family: null,
      },
      {
        from: { name: 'pod-a', addresses: ['10.0.1.1'] },
        to: { name: 'other', addresses: ['10.128.1.1'] },
        sees: ['client', 'node'],
        protocol: null,
        family: null,
      },
    ],
  });
});
