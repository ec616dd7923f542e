import test from 'ava';
import type { Observation } from '../probe/observation.ts';
import { observationJson, observationText } from './observation.ts';
import { failing } from './sample.ts';

const flow: Observation['flow'] = {
  from: 'other',
  to: { label: 'node1:30080', address: '10.240.0.1', port: 30_080, machines: ['pod-a'] },
  protocol: 'tcp',
  family: 4,
};

if (failing.observed === null) throw new Error('the sample was tried');
const observation: Observation = {
  ...failing.observed,
  flow,
  evidence: {
    left: true,
    seenAt: ['core', 'node1', 'pod-a'],
    captureDrops: 0,
    translations: [
      { at: 'node1', kind: 'both', before: '10.128.1.1:4 > 10.240.0.1:30080', after: '10.0.1.254:4 > 10.0.1.1:8080' },
    ],
    hops: [
      {
        machine: 'other',
        link: 'eth0',
        direction: 'out',
        part: 'request',
        source: '10.128.1.1:4',
        destination: '10.240.0.1:30080',
        summary: '[S]',
        atUs: 120,
      },
    ],
  },
};

test('an observation reads from the outcome down to the hops', (t) => {
  t.is(
    observationText(observation),
    `other to node1:30080 (10.240.0.1:30080) by tcp: reached in 12 ms
  answered by  other port 8080
  source seen  10.0.1.1 port 40000, owned by pod-a
  arrived at   core, node1, pod-a
  both translated at node1: 10.128.1.1:4 > 10.240.0.1:30080 became 10.0.1.254:4 > 10.0.1.1:8080

ms    machine  link       part     source        destination
0.12  other    eth0  out  request  10.128.1.1:4  10.240.0.1:30080  [S]
`,
  );
});

test('silence says how far the request came', (t) => {
  const evidence = { left: true, seenAt: [], captureDrops: 3, translations: [], hops: [] };
  const lost: Observation = {
    ...observation,
    outcome: 'lost',
    responder: null,
    sourceSeen: null,
    detail: 'no answer',
    evidence,
  };
  t.is(
    observationText(lost),
    `other to node1:30080 (10.240.0.1:30080) by tcp: lost in 12 ms
  no answer
  arrived at   nobody
  the capture lost 3 packets
`,
  );
});

test('a request that never left says so', (t) => {
  const evidence = { left: false, seenAt: [], captureDrops: 0, translations: [], hops: [] };
  t.regex(observationText({ ...observation, evidence }), /the request never left its sender/);
});

test('who calls itself is where the request arrived', (t) => {
  const evidence = { left: true, seenAt: [], captureDrops: 0, translations: [], hops: [] };
  t.regex(observationText({ ...observation, responder: 'other', evidence }), /arrived at {3}other itself\n/);
});

test('ICMP has an identifier and no port, and its table no word twice', (t) => {
  const { evidence } = observation;
  const hops = (evidence?.hops ?? []).map((hop) => ({ ...hop, summary: 'ICMP echo request' }));
  const echo: Observation = {
    ...observation,
    flow: { ...flow, protocol: 'icmp' },
    evidence: evidence === null ? null : { ...evidence, hops },
  };
  t.regex(observationText(echo), /source seen {2}10\.0\.1\.1 identifier 40000, owned by pod-a\n/);
  t.regex(observationText(echo), /request .* ICMP echo\n/);
});

test('an address is not explained by itself', (t) => {
  const to = { label: 'fd00::1', address: 'fd00::1', machines: [] };
  t.regex(observationText({ ...observation, flow: { ...flow, to, protocol: 'icmp' } }), /^other to fd00::1 by icmp: /);
});

test('JSON has the flow beside what was seen', (t) => {
  t.like(observationJson(observation), {
    from: 'other',
    to: 'node1:30080',
    port: 30_080,
    protocol: 'tcp',
    outcome: 'reached',
    tookMs: 12,
  });
});
