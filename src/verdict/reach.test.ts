import test from 'ava';
import type { Expected } from '../model/expectation.ts';
import type { Observation } from '../probe/observation.ts';
import { evidence, judged, positive, reached } from './fixture.ts';
import type { Verdict } from './verdict.ts';

const reach = (
  title: string,
  seen: Partial<Observation>,
  verdict: Verdict,
  because: string,
  expected = positive,
): void => test(title, judged, { expected, observed: { ...reached, ...seen }, verdict, because });

reach('as promised', {}, 'pass', 'other answered and saw 10.240.0.1 (node1)');
reach(
  'the pod is not masqueraded',
  { sourceSeen: '10.0.1.1', sourceOwner: 'pod-a' },
  'fail',
  'other saw 10.0.1.1 (pod-a), not an address of node1',
);
reach(
  'the source belongs to nobody',
  { sourceSeen: '1.2.3.4', sourceOwner: null },
  'fail',
  'other saw 1.2.3.4 (owned by nobody), not an address of node1',
);
reach(
  'no source was seen',
  { sourceSeen: null, sourceOwner: null },
  'fail',
  'other saw no source (owned by nobody), not an address of node1',
);
reach('the wrong one answers', { outcome: 'wrong-responder', responder: 'pod-c' }, 'fail', 'pod-c answered instead');
reach('the answer names another responder', { responder: 'pod-c' }, 'fail', 'pod-c answered, not other');
reach('refused', { outcome: 'refused', responder: null, detail: 'ECONNREFUSED' }, 'fail', 'refused: ECONNREFUSED');
reach(
  'a broken probe is not a verdict',
  { outcome: 'tool-error', detail: 'EMFILE' },
  'unknown',
  'the probe broke: EMFILE',
);
reach(
  'lost, with the place',
  { outcome: 'lost', evidence: { ...evidence, seenAt: ['node1'] } },
  'fail',
  'lost; the request was last seen at node1',
);
reach(
  'lost before the first hop',
  { outcome: 'lost', evidence: { ...evidence, seenAt: [] } },
  'fail',
  'lost; the request left the sender and was seen nowhere else',
);
reach(
  'never sent',
  { outcome: 'lost', evidence: { ...evidence, left: false } },
  'fail',
  'lost; the request never left the sender',
);
reach('another port', { responderPort: 81 }, 'fail', 'port 81 answered, not 80', {
  outcome: ['reached'],
  responderPort: 80,
});
reach('another source', {}, 'fail', 'other saw 10.240.0.1 (node1), not 10.0.1.1', {
  outcome: ['reached'],
  sourceSeen: '10.0.1.1',
});
reach('another own address', {}, 'fail', "the sender's own address was 10.0.1.1, not 10.0.1.9", {
  outcome: ['reached'],
  sourceLocal: '10.0.1.9',
});
reach('answered from elsewhere', {}, 'fail', 'the answer came from 10.128.1.1, not from 10.0.0.1', {
  outcome: ['reached'],
  answeredFrom: '10.0.0.1',
});
reach('half closed', { closedBothSides: false }, 'fail', 'one end did not see the other close', {
  outcome: ['reached'],
  closedBothSides: true,
});
reach(
  'two faults are both told',
  { responder: 'pod-c', closedBothSides: null },
  'fail',
  'pod-c answered, not other; one end did not see the other close',
  { ...positive, closedBothSides: true },
);

const once = {
  at: 'node1',
  kind: 'snat',
  before: '10.0.1.1:1 > 10.128.1.1:8080',
  after: '10.240.0.1:1 > 10.128.1.1:8080',
} as const;
const translated: Expected = { ...positive, translations: 1 };
reach(
  'one translation',
  { evidence: { ...evidence, translations: [once] } },
  'pass',
  'other answered and saw 10.240.0.1 (node1), snat at node1',
  translated,
);
reach('no translation', { evidence }, 'fail', 'translated 0 times, not 1', translated);
reach(
  'uncounted translations',
  {},
  'unknown',
  'nothing was captured, so translations could not be counted',
  translated,
);
const whole: Expected = { outcome: ['reached'], unfragmented: true };
const cut = { ...evidence, fragmentsAt: ['node1', 'core'] };
reach('in one piece', { evidence }, 'pass', 'other answered and saw 10.240.0.1 (node1)', whole);
reach('in pieces', { evidence: cut }, 'fail', 'the request was seen in fragments at node1 and core', whole);
reach('in how many pieces', {}, 'unknown', 'nothing was captured, so fragments could not be seen', whole);
reach(
  'translations in a lossy capture',
  { evidence: { ...evidence, captureDrops: 3 } },
  'unknown',
  'the capture lost 3 packets',
  translated,
);
