import test from 'ava';
import type { Attempt, Underway } from './attempt.ts';
import { sendOne } from './batch.ts';
import type { Flow } from './flow.ts';
import type { Outcome } from './observation.ts';

const nothing: Attempt = {
  ...{ outcome: 'lost', answer: null, local: null, key: null, answeredFrom: null, closedBothSides: null },
  ...{ detail: null, startedUs: 0, tookMs: 0 },
};

const flowOf = (more: Pick<Flow, 'protocol'> & Partial<Flow>, port?: number): Flow => ({
  ...{ from: 'pod-a', family: 4 },
  to: { label: 'other', address: '10.128.1.1', machines: ['other'], ...(port === undefined ? {} : { port }) },
  ...more,
});

/** How often it is sent when it comes to these outcomes, one after the other, and what it comes to. */
const sent = async (flow: Flow, outcomes: readonly Outcome[]): Promise<readonly [times: number, outcome: Outcome]> => {
  let times = 0;
  const start = (): Underway => {
    const outcome = outcomes[times] ?? 'lost';
    times += 1;
    const done = Promise.resolve({ ...nothing, outcome });
    return { done, giveUp: () => {}, isTalking: () => false, release: () => {} };
  };
  const { outcome } = await sendOne(flow, start);
  return [times, outcome];
};

const asked: readonly (readonly [title: string, flow: Flow])[] = [
  ['an echo', flowOf({ protocol: 'icmp' })],
  ['what may pass too few routers', flowOf({ protocol: 'udp', ttl: 1 }, 9001)],
  ['what may be too big', flowOf({ protocol: 'udp', packetSize: 1501 }, 9001)],
  ['what goes to a closed port', flowOf({ protocol: 'udp' }, 9)],
];

for (const [title, flow] of asked)
  test(`${title} is sent again when nothing is heard, but not for ever`, async (t) => {
    t.deepEqual(await sent({ ...flow, from: 'pod-b' }, ['lost', 'reached']), [2, 'reached']);
    t.deepEqual(await sent(flow, ['lost', 'lost', 'lost', 'reached']), [3, 'lost']);
    t.deepEqual(await sent(flow, ['lost', 'reached']), [1, 'lost'], 'what was lost a moment ago is asked once');
  });

test('what was answered is not sent again, whatever the answer', async (t) => {
  t.deepEqual(await sent(flowOf({ protocol: 'icmp', from: 'pod-c' }), ['unreachable', 'reached']), [1, 'unreachable']);
});

test('of a datagram that somebody should answer each loss counts', async (t) => {
  t.deepEqual(await sent(flowOf({ protocol: 'udp', from: 'pod-d' }, 9001), ['lost', 'reached']), [1, 'lost']);
});

test('nor is it where one of several may answer', async (t) => {
  const flow = flowOf({ protocol: 'udp', packetSize: 1500, from: 'pod-e' }, 9001);
  const spread = { ...flow, to: { ...flow.to, machines: ['a', 'b'] } };
  t.deepEqual(await sent(spread, ['lost', 'reached']), [1, 'lost']);
});
