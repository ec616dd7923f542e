import test from 'ava';
import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { evidence, flow, judged, negative, silent } from './fixture.ts';
import type { Verdict } from './verdict.ts';

const silence = (
  title: string,
  seen: Partial<Observation>,
  verdict: Verdict,
  because: string,
  expected = negative,
): void => test(title, judged, { expected, observed: { ...silent, ...seen }, verdict, because });

silence('proven', {}, 'pass', 'lost: seen leaving, and last at node1');
silence(
  'proven at the first hop',
  { evidence: { ...evidence, seenAt: [] } },
  'pass',
  'lost: seen leaving, and nowhere else',
);
silence(
  'a router says so',
  { outcome: 'unreachable', detail: 'core said no' },
  'pass',
  'unreachable: seen leaving, and last at node1 (core said no)',
);
silence('somebody answered', { outcome: 'reached', responder: 'other' }, 'fail', 'other answered');
silence('the answer was lost, the request was not', { evidence }, 'fail', 'the request arrived at other');
silence('arrived, though a control failed', { evidence, controls: [] }, 'fail', 'the request arrived at other');
silence('one-way', { outcome: 'one-way' }, 'fail', 'one-way');
const heard = { outcome: ['one-way'], sourceSeen: '10.0.1.1', sourceOwner: ['pod-a'] } satisfies Expected;
const own = { outcome: 'one-way', sourceSeen: '10.0.1.1', sourceOwner: 'pod-a' } satisfies Partial<Observation>;
silence('heard, and no more', own, 'pass', 'one-way: seen leaving, and last at node1', heard);
silence(
  'heard as somebody else',
  { ...own, sourceSeen: '10.240.0.1' },
  'fail',
  'it was heard from 10.240.0.1 (pod-a), not from 10.0.1.1',
  heard,
);
silence(
  'heard from an address that somebody else has',
  { ...own, sourceOwner: null },
  'fail',
  'it was heard from 10.0.1.1 (owned by nobody), not from an address of pod-a',
  heard,
);
silence(
  'heard from nobody knows whom',
  { ...own, sourceSeen: null },
  'unknown',
  'it was heard, but the capture does not show from whom',
  heard,
);
const dropped = { outcome: ['refused', 'lost'], responder: ['node1'], lostAt: ['node1'] } satisfies Expected;
silence('dropped where it may be', {}, 'pass', 'lost: seen leaving, and last at node1', dropped);
silence(
  'dropped after that',
  { evidence: { ...evidence, seenAt: ['node1', 'core'] } },
  'fail',
  'lost, and last seen at core, not at node1',
  dropped,
);
silence(
  'dropped before it was seen anywhere',
  { evidence: { ...evidence, seenAt: [] } },
  'fail',
  'lost, and seen nowhere, not at node1',
  dropped,
);
silence(
  'refused by somebody else, who might have dropped it',
  { outcome: 'refused', responder: 'core' },
  'fail',
  'refused by core, not by node1',
  dropped,
);
const no = { outcome: ['denied'], responder: ['gate'], proxySaid: 'HTTP 403' } satisfies Expected;
const said403 = { outcome: 'denied', responder: 'gate', proxySaid: 'HTTP 403' } satisfies Partial<Observation>;
silence('a proxy says no', said403, 'pass', 'denied: seen leaving, and last at node1', no);
silence(
  'a proxy says another no',
  { ...said403, proxySaid: 'HTTP 407' },
  'fail',
  'the proxy answered HTTP 407, not HTTP 403',
  no,
);
silence('another proxy says no', { ...said403, responder: 'node2' }, 'fail', 'denied by node2, not by gate', no);
silence('a proxy could not get there', { outcome: 'bad-gateway' }, 'fail', 'bad-gateway', no);
silence('a proxy says no where nobody may answer', said403, 'fail', 'denied');
silence('heard by nobody', {}, 'fail', 'lost, not one-way', heard);
silence('refused where it must be lost', { outcome: 'refused', responder: 'node1' }, 'fail', 'refused, not lost', {
  ...negative,
  outcome: ['lost'],
});
silence('nothing captured', { evidence: null }, 'unknown', 'nothing was captured');
silence(
  'capture lost packets',
  { evidence: { ...evidence, seenAt: [], captureDrops: 1 } },
  'unknown',
  'the capture lost 1 packet',
);
silence(
  'never left',
  { evidence: { ...evidence, left: false, seenAt: [] } },
  'unknown',
  'the request was never seen leaving the sender',
);
silence('broken probe', { outcome: 'tool-error', detail: 'EMFILE' }, 'unknown', 'the probe broke: EMFILE');
silence('no controls were run', { controls: null }, 'unknown', 'not every control was run before and after');
silence(
  'a control was run only once',
  { controls: [{ from: 'pod-a', to: 'node1', when: 'before', outcome: 'reached' }] },
  'unknown',
  'not every control was run before and after',
);
silence(
  'a control failed',
  { controls: [{ from: 'pod-a', to: 'node1', when: 'after', outcome: 'lost' }] },
  'unknown',
  'the control from pod-a to node1 was lost after the probe, so its silence proves nothing',
);
const refusal: Expected = { outcome: ['refused'], responder: ['node1'], absentFrom: ['other'] };
silence(
  'refused by the right one',
  { outcome: 'refused', responder: 'node1' },
  'pass',
  'refused by node1: seen leaving, and last at node1',
  refusal,
);
silence(
  'refused by another',
  { outcome: 'refused', responder: 'core' },
  'fail',
  'refused by core, not by node1',
  refusal,
);
silence(
  'refused by nobody knows whom',
  { outcome: 'refused' },
  'unknown',
  'refused, but the capture does not show by whom',
  refusal,
);
silence(
  'a routing table needs no capture',
  { flow: { ...flow, protocol: 'fib' }, outcome: 'unreachable', evidence: null, detail: 'no such route' },
  'pass',
  'no such route',
  { outcome: ['unreachable'] },
);
