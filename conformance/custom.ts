// Model custom: networks that none of the models describes keep what their matrix promises, and what it does not promise
// is not held against them. Declared to be one of the models instead, they are red in what differs, and nowhere else.

import test from 'ava';
import { blueprintOf } from '../src/agent/blueprint.ts';
import { checkLab } from '../src/agent/check.ts';
import { startAgent } from '../src/agent/client.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { Lab } from '../src/spec/lab.ts';
import { parseLab } from '../src/spec/parse.ts';
import type { Report } from '../src/verdict/verdict.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';
import { exactlyThese } from './support/fault-rows.ts';
import { rootless } from './support/rootless.ts';

/** A cluster of two nodes, built as its wiring says. */
const labOf = (its: string, promises: readonly string[], profile = 'textbook'): Lab =>
  parseLab(
    `name: own
profile: ${profile}
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1, far: 10.129.1.1 } }
clusters:
  east:
    model: custom
    ${its}
    podCidr: 10.0.0.0/16
    nodes:
      node1: { address: 10.240.0.1, pods: [pod-a, pod-b] }
      node2: { address: 10.240.1.1, pods: [pod-c] }
    services:
      web: { port: 80, endpoints: [pod-a, pod-c], nodePort: 30080, transports: [tcp, udp] }
    promises:
${promises.map((row) => `      - { ${row} }\n`).join('')}`,
    'own.yaml',
  );

/** What the claims of `judged` say of the network that `lab` builds. */
const look = async (lab: Lab, judged: Lab): Promise<Report> => {
  await using agent = startAgent({ rootless });
  await agent.request('build', blueprintOf(lab, 'own.yaml'));
  return await checkLab(agent, judged);
};

const entrance = 'from: outside, to: nodes, sees: client';
const own = 'from: nodes, to: outside, sees: client';
const between = 'from: pods, to: other-nodes, sees: [pod, node]';

const networks: Readonly<Record<string, readonly [its: string, ...promises: string[]]>> = {
  'flat inside, and masqueraded on the way out': [
    'wiring: flat\n    egress: masquerade',
    ...[entrance, own, between, 'from: outside, to: pods, sees: client', 'from: pods, to: outside, sees: node'],
  ],
  'everybody may come in, and no pod may leave': [
    'wiring: { like: flat, closed: true }',
    ...[entrance, own, 'from: pods, to: other-nodes, sees: pod'],
    ...['from: outside, to: pods, sees: client', 'from: pods, to: outside, sees: nobody'],
  ],
  'an island, one pod of which can be called directly': [
    'wiring: { like: island, open: [pod-c] }',
    ...[entrance, own, between, 'from: pods, to: outside, sees: node'],
    ...['from: outside, to: pods, sees: nobody', 'from: outside, to: pod-c, sees: client'],
  ],
  'an island, some pods of which leave by one node, as an overlay': [
    'wiring: island\n    dataplane: vxlan\n    egressGateway: { node: node2, pods: [pod-a] }',
    ...[entrance, 'from: pods, to: outside, sees: node', 'from: pod-a, to: outside, sees: node2'],
  ],
};

const conforms = test.macro(async (t, [its, ...promises]: readonly [string, ...string[]]) => {
  for (const profile of ['textbook', 'strict']) {
    const lab = labOf(its, promises, profile);
    allHold(t, await checkBuilt(lab));
  }
});
for (const [title, network] of Object.entries(networks)) test(`conforms: ${title}`, conforms, network);

test('what no row says is not claimed', (t) => {
  const claimed = (...rows: readonly string[]): readonly string[] => [
    ...new Set(expectationsOf(labOf('wiring: flat', rows)).map(({ id }) => id)),
  ];
  const demanded = claimed('from: node1, to: far, sees: nobody, protocol: icmp');
  t.false(demanded.some((id) => /^(IN|OUT-01|OUT-06|POD-07|LEAK)/.test(id)));
  t.deepEqual(
    claimed(entrance).filter((id) => !demanded.includes(id)),
    ['IN-02', 'IN-03', 'IN-04', 'IN-08'],
  );
  t.deepEqual(
    claimed('from: pod-a, to: far, sees: pod, protocol: udp').filter((id) => !demanded.includes(id)),
    ['OUT-01', 'OUT-06'],
  );
});

test('a row may speak of one protocol alone', async (t) => {
  const lab = labOf('wiring: flat', [
    'from: pods, to: outside, sees: pod, protocol: icmp',
    'from: pods, to: outside, sees: node, protocol: udp',
  ]);
  const { claims } = await checkBuilt(lab);
  const verdicts = claims.filter(({ id }) => id === 'OUT-01').map(({ protocol, verdict }) => `${protocol} ${verdict}`);
  t.deepEqual([...new Set(verdicts)].toSorted(), ['icmp pass', 'udp fail']);
});

/** As if the file had said that model, which has its own word on the way out. */
const declared = (lab: Lab, model: 'flat' | 'island', egress: 'masquerade' | 'none'): Lab => ({
  ...lab,
  clusters: lab.clusters.map((cluster) => ({ ...cluster, model, egress, custom: null })),
});

const differs = test.macro(
  async (t, title: string, model: 'flat' | 'island', reds: { fail: string; unknown?: string }) => {
    const [its = '', ...promises] = networks[title] ?? [];
    const lab = labOf(its, promises);
    const report = await look(lab, declared(lab, model, model === 'flat' ? 'none' : 'masquerade'));
    exactlyThese(t, report, { unknown: '', ...reds });
  },
);
for (const [title, model, reds] of [
  ['flat inside, and masqueraded on the way out', 'flat', { fail: 'NAT-01 OUT-01 OUT-06 POD-07 PROTO-03' }],
  ['flat inside, and masqueraded on the way out', 'island', { fail: 'IN-01 LEAK-01 LEAK-06', unknown: 'FAIL-01' }],
  [
    'everybody may come in, and no pod may leave',
    'flat',
    { fail: 'ICMP-01 MTU-01 MTU-03 NAT-01 OUT-01 OUT-06 PROTO-01 PROTO-02 PROTO-03', unknown: 'FAIL-02 FAIL-04' },
  ],
  ['an island, one pod of which can be called directly', 'island', { fail: 'IN-01 LEAK-06' }],
] as const)
  test(`declared ${model} it is red: ${title}`, differs, title, model, reds);
