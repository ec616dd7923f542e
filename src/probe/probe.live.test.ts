import test, { type ExecutionContext } from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import type { Experiment, Flow } from './flow.ts';
import type { Evidence, Observation } from './observation.ts';
import { type Faults, fetched, flowTo, hungUp, observed, observedTwice, timed } from './probe.scenario.ts';

const scenarios = import.meta.resolve('./probe.scenario.ts');

const once = (flow: Flow, controls: readonly Flow[] = []): Experiment => ({ flow, tries: 1, controls, capture: true });

const observeIn = (experiments: readonly Experiment[], faults: Faults = {}, rootless = false) =>
  runInside(scenarios, observed, { args: [experiments, faults], rootless });

const first = (observations: readonly (readonly Observation[])[], index = 0): Observation => {
  const found = observations[index]?.[0];
  if (found === undefined) throw new Error(`no observation ${index}`);
  return found;
};

const evidenceOf = ({ evidence, detail }: Observation): Evidence => {
  if (evidence === null) throw new Error(`no evidence: ${detail}`);
  return evidence;
};

const other = '10.128.1.1';
const out = flowTo('pod-a', other, { protocol: 'tcp' });
const forwarding = (rule: string): string =>
  `table inet fault { chain f { type filter hook forward priority 0; ${rule}; }; }`;

for (const rootless of [false, true]) {
  const who = rootless ? 'an ordinary user' : 'root';

  test(`${who} sees a masqueraded pod reach a host by every protocol`, async (t) => {
    const flows = (['tcp', 'udp', 'icmp'] as const).map((protocol) => once(flowTo('pod-a', other, { protocol })));
    const observations = await observeIn(flows, {}, rootless);
    for (const [index, { flow }] of flows.entries()) {
      const seen = first(observations, index);
      t.like(
        seen,
        { outcome: 'reached', responder: 'other', sourceSeen: '10.240.0.1', sourceOwner: 'node1' },
        flow.protocol,
      );
      t.is(seen.sourceLocal, '10.0.1.1');
      t.deepEqual(evidenceOf(seen).seenAt, ['node1', 'core', 'other']);
      t.is(evidenceOf(seen).captureDrops, 0);
      t.deepEqual(
        evidenceOf(seen).translations.map(({ at, kind }) => `${kind} at ${at}`),
        ['snat at node1'],
      );
      t.regex(evidenceOf(seen).translations[0]?.before ?? '', /^10\.0\.1\.1/);
      t.regex(evidenceOf(seen).translations[0]?.after ?? '', /^10\.240\.0\.1/);
    }
    t.like(first(observations, 0), { responderPort: 8080, closedBothSides: true });
    t.like(first(observations, 1), { responderPort: 8080, answeredFrom: other });
  });

  test(`${who} proves a drop`, async (t) => {
    const control = flowTo('pod-b', other, { protocol: 'tcp' });
    const flows = (['tcp', 'udp', 'icmp'] as const).map((protocol) =>
      once(flowTo('pod-a', other, { protocol }), [control]),
    );
    const observations = await observeIn(flows, { node1: forwarding('ip saddr 10.0.1.1 drop') }, rootless);
    for (const index of flows.keys()) {
      const seen = first(observations, index);
      t.is(seen.outcome, 'lost');
      t.like(evidenceOf(seen), { left: true, seenAt: ['node1'], captureDrops: 0, translations: [] });
      t.is(seen.detail, 'the request was last seen coming in at node1 (to-pod-a)');
      t.deepEqual(seen.controls, [
        { from: 'pod-b', to: other, when: 'before', outcome: 'reached' },
        { from: 'pod-b', to: other, when: 'after', outcome: 'reached' },
      ]);
    }
  });
}

test('IPv6 goes untranslated, by every protocol', async (t) => {
  const flows = (['tcp', 'udp', 'icmp'] as const).map((protocol) => once(flowTo('pod-a', 'fd00:128::1', { protocol })));
  const observations = await observeIn(flows);
  for (const index of flows.keys()) {
    const seen = first(observations, index);
    t.like(seen, { outcome: 'reached', responder: 'other', sourceSeen: 'fd00:1::1', sourceOwner: 'pod-a' });
    t.deepEqual(evidenceOf(seen).translations, []);
  }
});

const comesTo = async (
  t: ExecutionContext,
  flow: Flow,
  expected: Partial<Observation>,
  faults?: Faults,
): Promise<void> => {
  const experiment = negative(flow);
  t.like(first(faults === undefined ? await faultless(experiment) : await observeIn([experiment], faults)), expected);
};

/** Every case is sent as a negative: its own outcome is decided when its controls have come through. */
const negative = (flow: Flow): Experiment =>
  once(flow, [flowTo('other', '10.240.0.1', { protocol: 'tcp', machines: ['node1'] })]);

// Those that break nothing share one island, and are sent side by side.
const faultless = async (experiment: Experiment): Promise<readonly (readonly Observation[])[]> => {
  const experiments = cases.filter(([, , , faults]) => faults === undefined).map(([, flow]) => negative(flow));
  shared ??= observeIn(experiments);
  const index = experiments.findIndex((one) => JSON.stringify(one) === JSON.stringify(experiment));
  return [(await shared)[index] ?? []];
};

let shared: ReturnType<typeof observeIn> | undefined;

const cases: readonly (readonly [title: string, flow: Flow, expected: Partial<Observation>, faults?: Faults])[] = [
  [
    'a closed TCP port refuses',
    flowTo('pod-a', other, { protocol: 'tcp', port: 9 }),
    { outcome: 'refused', responder: 'other', detail: 'other (10.128.1.1) answered: TCP reset' },
  ],
  [
    'a closed UDP port refuses',
    flowTo('pod-a', other, { protocol: 'udp', port: 9 }),
    { outcome: 'refused', responder: 'other', detail: 'other (10.128.1.1) answered: ICMP port unreachable' },
  ],
  ...(['tcp', 'udp', 'icmp'] as const).map(
    (protocol) =>
      [
        `a router without a route says so to ${protocol}`,
        flowTo('other', '10.0.1.1', { protocol, machines: ['pod-a'] }),
        { outcome: 'unreachable', responder: 'core', detail: 'core (10.128.1.254) answered: ICMP network unreachable' },
      ] as const,
  ),
  [
    'a machine that has no route itself sends nothing',
    flowTo('core', '192.0.2.1', { protocol: 'udp' }),
    { outcome: 'unreachable', responder: null },
  ],
  ...(['tcp', 'udp', 'icmp'] as const).map(
    (protocol) =>
      [
        `${protocol} without masquerade arrives, and its answer goes astray`,
        flowTo('pod-a', other, { protocol }),
        { outcome: 'one-way', responder: null, sourceSeen: '10.0.1.1', sourceOwner: 'pod-a' },
        { node1: 'flush ruleset' },
      ] as const,
  ),
  [
    'an answer from a machine that should not answer is not an answer',
    flowTo('pod-a', other, { protocol: 'tcp', machines: ['pod-b'] }),
    { outcome: 'wrong-responder', responder: 'other', detail: 'other answered for 10.128.1.1' },
  ],
  [
    'an echo from a machine that should not answer is not an answer',
    flowTo('pod-a', other, { protocol: 'icmp', machines: ['pod-b'] }),
    { outcome: 'wrong-responder', responder: 'other' },
  ],
  [
    'a datagram that does not fit is too big',
    flowTo('pod-a', other, { protocol: 'udp', padding: 2000 }),
    { outcome: 'too-big', responder: null },
  ],
  [
    'a padded TCP request spans segments and is answered',
    flowTo('pod-a', other, { protocol: 'tcp', padding: 200_000 }),
    { outcome: 'reached', closedBothSides: true },
  ],
  [
    'a source port is kept',
    flowTo('other', 'fd00:1::1', { protocol: 'udp', machines: ['pod-a'], sourcePort: 40_000 }),
    { outcome: 'reached', sourcePort: 40_000, sourceOwner: 'other' },
  ],
  [
    'a pod reaches itself',
    flowTo('pod-a', '10.0.1.1', { protocol: 'tcp', machines: ['pod-a'] }),
    { outcome: 'reached', responder: 'pod-a', sourceSeen: '10.0.1.1', sourceOwner: 'pod-a' },
  ],
  [
    'the owner of an address answers ARP',
    flowTo('other', '10.128.1.254', { protocol: 'arp', machines: ['core'], via: '10.128.1.254' }),
    { outcome: 'reached', responder: 'core' },
  ],
  [
    'nobody answers ARP for an address that nobody has',
    flowTo('other', '10.128.1.77', { protocol: 'arp', machines: ['core'], via: '10.128.1.254' }),
    { outcome: 'lost', responder: null },
  ],
  [
    'a FIB that knows a pod',
    flowTo('node1', '10.0.1.0/24', { protocol: 'fib' }),
    { outcome: 'reached', detail: '10.0.1.1 dev to-pod-a' },
  ],
  [
    'a FIB that does not know the pods',
    flowTo('core', '10.0.1.0/24', { protocol: 'fib' }),
    { outcome: 'unreachable', detail: 'no route to any address of 10.0.1.0/24' },
  ],
  ['a probe from nowhere is broken', flowTo('nobody', other, { protocol: 'tcp' }), { outcome: 'tool-error' }],
];

for (const [title, flow, expected, faults] of cases) test(title, comesTo, flow, expected, faults);

test('an accepted connection that is closed without a word is an empty reply', async (t) => {
  const flow = flowTo('other', '10.240.0.1', { protocol: 'tcp', machines: ['pod-a'], port: 30081 });
  t.is(first(await runInside(scenarios, hungUp, { args: [[once(flow)]] })).outcome, 'empty-reply');
});

test('a NodePort is one translation of the destination', async (t) => {
  const flow = flowTo('other', '10.240.0.1', { protocol: 'tcp', machines: ['pod-a'], port: 30080, sourcePort: 40_000 });
  const seen = first(await observeIn([once(flow)]));
  t.like(seen, { outcome: 'reached', responder: 'pod-a', responderPort: 8080, sourceSeen: '10.128.1.1' });
  t.deepEqual(evidenceOf(seen).translations, [
    {
      at: 'node1',
      kind: 'dnat',
      before: '10.128.1.1:40000 > 10.240.0.1:30080',
      after: '10.128.1.1:40000 > 10.0.1.1:8080',
    },
  ]);
});

test('two pods may ping the same host with the same identifier', async (t) => {
  const pings = ['pod-a', 'pod-b'].map((pod) => once(flowTo(pod, other, { protocol: 'icmp', sourcePort: 4242 })));
  const observations = await observeIn(pings);
  const [a, b] = [first(observations, 0), first(observations, 1)];
  for (const seen of [a, b]) t.like(seen, { outcome: 'reached', responder: 'other', sourceOwner: 'node1' });
  t.not(a.sourcePort, b.sourcePort);
  t.true([a.sourcePort, b.sourcePort].includes(4242));
});

test('hops are in the order in which the packet took them', async (t) => {
  const seen = first(await observeIn([once(out)]));
  t.deepEqual(
    evidenceOf(seen).hops.map(({ machine, direction, part, summary }) => `${part} ${summary} ${direction} ${machine}`),
    [
      ...['out pod-a', 'in node1', 'out node1', 'in core', 'out core', 'in other'].map((hop) => `request [S] ${hop}`),
      ...['out other', 'in core', 'out core', 'in node1', 'out node1', 'in pod-a'].map((hop) => `reply [S.] ${hop}`),
    ],
  );
});

test('a control that fails is told with the negative', async (t) => {
  const closed = flowTo('pod-b', other, { protocol: 'tcp', port: 9 });
  const seen = first(await observeIn([once(out, [closed])], { node1: forwarding('ip saddr 10.0.1.1 drop') }));
  t.deepEqual(
    seen.controls?.map(({ when, outcome }) => `${when}: ${outcome}`),
    ['before: refused', 'after: refused'],
  );
});

test('what was lost under a fault is reached when the fault is gone', async (t) => {
  const experiments = [
    { flow: out, tries: 3, controls: [flowTo('other', '10.240.0.1', { protocol: 'icmp' })], capture: true },
  ];
  const fault = forwarding('ip saddr 10.240.0.1 tcp dport 8080 drop');
  const rounds = await runInside(scenarios, observedTwice, { args: [experiments, 'core', fault] });
  t.deepEqual(
    rounds.map(([tries]) => tries?.map(({ outcome }) => outcome)),
    [
      ['lost', 'lost', 'lost'],
      ['reached', 'reached', 'reached'],
    ],
  );
});

test('200 negatives are proven together', async (t) => {
  const experiments = [
    { flow: out, tries: 200, controls: [flowTo('pod-b', other, { protocol: 'tcp' })], capture: true },
  ];
  const { tookMs, outcomes } = await runInside(scenarios, timed, {
    args: [experiments, { node1: forwarding('ip saddr 10.0.1.1 drop') }],
  });
  t.deepEqual(outcomes, ['lost']);
  t.log(`${Math.round(tookMs)} ms`);
});

test('whoever is curious is told in words', async (t) => {
  const answer = await runInside(scenarios, fetched);
  t.regex(answer, /^HTTP\/1\.1 200 OK\r\n/);
  t.regex(answer, /\r\n\r\npod-a \(\[fd00:1::1\]:8080\) was asked by \[fd00:128::1\]:\d+\n$/);
});
