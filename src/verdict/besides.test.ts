// What a claim says besides who was reached: every field that can turn a verdict, both ways.

import test from 'ava';
import type { Expectation, Expected } from '../model/expectation.ts';
import type { Earlier, Entry, Observation } from '../probe/observation.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

const flow: Expectation['flow'] = {
  from: 'pod-a',
  to: { label: 'other:9001', address: '10.128.1.1', port: 9001, machines: ['other'] },
  protocol: 'udp',
  family: 4,
};

const reached: Observation = {
  ...{
    flow,
    outcome: 'reached',
    responder: 'other',
    responderPort: 9001,
    sourceOwner: 'node1',
    sourceLocal: '10.0.1.1',
  },
  ...{ sourceSeen: '10.240.0.1', sourcePort: 40_000, answeredFrom: null, closedBothSides: null, controls: null },
  ...{ evidence: { left: true, seenAt: ['other'], captureDrops: 0, translations: [], hops: [] } },
  ...{ detail: null, tookMs: 1 },
};

type Case = {
  readonly expected: Partial<Expected>;
  readonly observed: Partial<Observation>;
  readonly verdict: Verdict;
  readonly because: string;
};

const says = test.macro((t, { expected, observed, verdict, because }: Case) => {
  const expectation: Expectation = {
    ...{ id: 'NAT-00', title: 'a claim', flow, tries: 1, controls: [] },
    expected: { outcome: ['reached'], ...expected },
  };
  const claim = judge(expectation, [{ ...reached, ...observed }]);
  t.is(claim.because, because);
  t.is(claim.verdict, verdict);
});

const answered = 'other answered and saw 10.240.0.1 (node1)';
const at = (machine: string, translated = false): Entry => ({
  ...{ at: machine, original: 'a:1 > b:2', reply: 'b:2 > c:1', translated, status: [] },
});

test('entries where they should be', says, {
  expected: { trackedAt: ['node1', 'node2'], translatedAt: ['node1'] },
  observed: { entries: [at('node1', true), at('node2')] },
  verdict: 'pass',
  because: `${answered}; kept by node1 (translated) and node2`,
});
test('nobody keeps anything', says, {
  expected: { trackedAt: [] },
  observed: { entries: [] },
  verdict: 'pass',
  because: `${answered}; no kernel keeps an entry of it`,
});
test('an entry too many and one too few', says, {
  expected: { trackedAt: ['node1'] },
  observed: { entries: [at('node2')] },
  verdict: 'fail',
  because:
    'node1 has no entry of the flow, not 1; node2 has 1 entry of the flow, not 0: a:1 > b:2, answered as b:2 > c:1',
});
test('translated by somebody else', says, {
  expected: { translatedAt: [] },
  observed: { entries: [at('node1', true)] },
  verdict: 'fail',
  because: 'node1 translates in 1 entry of the flow, not 0: a:1 > b:2, answered as b:2 > c:1',
});
test('entries that could not be read', says, {
  expected: { trackedAt: [] },
  observed: { entries: null },
  verdict: 'unknown',
  because: 'what kernels keep of the flow could not be read',
});

const before = (to: string, sourcePort: number, outcome: Earlier['outcome'] = 'reached'): Earlier => ({
  ...{ from: 'pod-a', to, outcome, sourceSeen: outcome === 'reached' ? '10.240.0.1' : null },
  sourcePort: outcome === 'reached' ? sourcePort : null,
});

test('the port that was asked for', says, {
  expected: { sourcePort: 40_000 },
  observed: {},
  verdict: 'pass',
  because: `${answered}; from port 40000`,
});
test('another port', says, {
  expected: { sourcePort: 40_001 },
  observed: {},
  verdict: 'fail',
  because: 'seen from port 40000, not 40001',
});
test('its own port', says, {
  expected: { keepsSourcePort: true },
  observed: { ownSourcePort: 40_000 },
  verdict: 'pass',
  because: answered,
});
test('a port that was lent to it', says, {
  expected: { keepsSourcePort: true },
  observed: { ownSourcePort: 40_001 },
  verdict: 'fail',
  because: 'seen from port 40000, not from its own, 40001',
});
test('a port outside a range', says, {
  expected: { sourcePortOutside: [30_000, 32_767] },
  observed: {},
  verdict: 'pass',
  because: `${answered}; from port 40000`,
});
test('a port inside it', says, {
  expected: { sourcePortOutside: [30_000, 40_000] },
  observed: {},
  verdict: 'fail',
  because: 'seen from port 40000, which is one of 30000 to 40000',
});
test('one source for all', says, {
  expected: { mapping: 'same', earlier: ['reached', 'unreachable'] },
  observed: { earlier: [before('other:9002', 40_000), before('other:9003', 0, 'unreachable')] },
  verdict: 'pass',
  because: `${answered}; one source for all: 10.240.0.1:40000`,
});
test('a source for each port', says, {
  expected: { mapping: 'same' },
  observed: { earlier: [before('other:9002', 40_001)] },
  verdict: 'fail',
  because:
    'the mapping depends on address and port: other:9002 saw pod-a as 10.240.0.1:40001, other:9001 saw pod-a as 10.240.0.1:40000',
});
test('a source for each address', says, {
  expected: { mapping: 'same' },
  observed: { earlier: [before('core:9001', 40_001)] },
  verdict: 'fail',
  because:
    'the mapping depends on the address: core:9001 saw pod-a as 10.240.0.1:40001, other:9001 saw pod-a as 10.240.0.1:40000',
});
test('a shared source', says, {
  expected: { mapping: 'distinct' },
  observed: { earlier: [before('other:9001', 40_000)] },
  verdict: 'fail',
  because:
    'two flows share one source: other:9001 saw pod-a as 10.240.0.1:40000, other:9001 saw pod-a as 10.240.0.1:40000',
});
test('a source of its own', says, {
  expected: { mapping: 'distinct' },
  observed: { earlier: [before('other:9001', 40_001)] },
  verdict: 'pass',
  because: `${answered}; each from a source of its own: other:9001 saw pod-a as 10.240.0.1:40001, other:9001 saw pod-a as 10.240.0.1:40000`,
});
test('what came before did not come', says, {
  expected: {},
  observed: { earlier: [before('other:9001', 0, 'lost'), before('other:9002', 0, 'lost')] },
  verdict: 'fail',
  because: 'flow 1 before it, from pod-a to other:9001, was lost, not reached; and 1 more',
});

const error = { meaning: 'time exceeded', about: '10.0.1.1:5000 > 10.128.1.1:9001', asSent: true };
const unreachable = { outcome: 'unreachable', responder: 'core', sourceSeen: null } as const;

test('an error about what was sent', says, {
  expected: { outcome: ['unreachable'], responder: ['core'], error: 'time exceeded' },
  observed: { ...unreachable, error },
  verdict: 'pass',
  because:
    'unreachable: seen leaving, and last at other; time exceeded, quoting what was sent: 10.0.1.1:5000 > 10.128.1.1:9001',
});
test('an error about what became of it', says, {
  expected: { outcome: ['unreachable'], error: 'time exceeded' },
  observed: { ...unreachable, error: { ...error, about: '10.240.0.1:5000 > 10.128.1.1:9001', asSent: false } },
  verdict: 'fail',
  because: 'the error quotes 10.240.0.1:5000 > 10.128.1.1:9001, which pod-a did not send',
});
test('another error', says, {
  expected: { outcome: ['unreachable'], error: 'time exceeded' },
  observed: { ...unreachable, error: { ...error, meaning: 'host unreachable' } },
  verdict: 'fail',
  because: 'the error says host unreachable, not time exceeded',
});
test('no error', says, {
  expected: { outcome: ['unreachable'], error: 'time exceeded' },
  observed: unreachable,
  verdict: 'fail',
  because: 'no ICMP error came back to pod-a',
});

const lost = { outcome: 'lost', responder: null, sourceSeen: null, controls: [] } as const;

test('a connection without room is counted', says, {
  expected: { outcome: ['lost'], refusedAt: ['node1'] },
  observed: { ...lost, counted: [{ at: 'node1', insertFailed: 2, drop: 2 }] },
  verdict: 'pass',
  because: 'lost: seen leaving, and last at other; node1 counted insert_failed 2, drop 2',
});
test('a connection without room is not counted', says, {
  expected: { outcome: ['lost'], refusedAt: ['node1'] },
  observed: { ...lost, counted: [{ at: 'node1', insertFailed: 0, drop: 0 }] },
  verdict: 'fail',
  because: 'node1 counted no connection without room',
});
test('a control that was moved to another port', says, {
  expected: { outcome: ['lost'] },
  observed: {
    ...lost,
    controls: [{ from: 'pod-a', to: 'other:9001', when: 'before', outcome: 'reached', movedTo: 9 }],
  },
  verdict: 'unknown',
  because:
    'the control from pod-a to other:9001 was seen from port 9 before the probe, so it was sent to a port that nobody has',
});

const learned = { by: 'sender', pathMtu: 1300 } as const;

test('only the sender has learned a size', says, {
  expected: { learned },
  observed: { learned: [{ at: 'pod-a', pathMtu: 1300 }] },
  verdict: 'pass',
  because: `${answered}; pod-a alone has learned a path MTU of 1300`,
});
test('somebody else has learned it', says, {
  expected: { learned },
  observed: { learned: [{ at: 'node1', pathMtu: 1300 }] },
  verdict: 'fail',
  because: 'pod-a has learned no path MTU; node1 has learned a path MTU of 1300',
});
test('whoever answers has learned it', says, {
  expected: { learned: { by: 'responder', pathMtu: 1300 } },
  observed: { learned: [{ at: 'other', pathMtu: 1300 }] },
  verdict: 'pass',
  because: `${answered}; other alone has learned a path MTU of 1300`,
});
test('nobody had to learn it', says, {
  expected: { learned: { ...learned, orNobody: true } },
  observed: { learned: [] },
  verdict: 'pass',
  because: `${answered}; nobody had to learn a path MTU`,
});
test('another size', says, {
  expected: { learned },
  observed: { learned: [{ at: 'pod-a', pathMtu: 1280 }] },
  verdict: 'fail',
  because: 'pod-a has learned a path MTU of 1280',
});
test('who has learned it is not known', says, {
  expected: { learned },
  observed: { learned: null },
  verdict: 'unknown',
  because: 'who learned a path MTU could not be read',
});

const asked = { flow: { ...flow, from: 'node1', protocol: 'sysctl' } } as const;
const key = 'net.netfilter.nf_conntrack_udp_timeout';
const asks = { atLeast: 120, who: 'RFC 4787 REQ-5' };

test('a setting as Linux has it, told beside what is asked for', says, {
  expected: { settings: [{ key, atLeast: 30, usual: 30, asks }, { key: 'net.x.y' }] },
  observed: { ...asked, settings: { [key]: '30', 'net.x.y': '7' } },
  verdict: 'pass',
  because: 'node1 was asked; nf_conntrack_udp_timeout 30, less than the 120 of RFC 4787 REQ-5; y 7',
});
test('a setting that is as is asked for', says, {
  expected: { settings: [{ key, atLeast: 120, asks }] },
  observed: { ...asked, settings: { [key]: '300' } },
  verdict: 'pass',
  because: 'node1 was asked; nf_conntrack_udp_timeout 300, as RFC 4787 REQ-5 asks',
});
test('a setting that is more than Linux has, told as such', says, {
  expected: { settings: [{ key, atLeast: 30, usual: 30, asks }] },
  observed: { ...asked, settings: { [key]: '31' } },
  verdict: 'pass',
  because: 'node1 was asked; nf_conntrack_udp_timeout 31, where Linux has 30, less than the 120 of RFC 4787 REQ-5',
});
test('a setting that is less, and one that is not there', says, {
  expected: {
    settings: [{ key, atLeast: 120 }, { key: 'net.x.y' }],
  },
  observed: { ...asked, settings: { [key]: '30' } },
  verdict: 'fail',
  because: `${key} is 30, not 120 or more; net.x.y is not there`,
});
