import test from 'ava';
import { judgeReply, paddingOf, parseRequest, replyText, requestText } from './greeting.ts';

const nonce = '0123456789abcdef';
const target = { label: 'web', address: '10.96.0.1', port: 80, machines: ['pod-a', 'pod-c'] };
const reply = { nonce, responder: 'pod-a', port: 8080, sourceAddress: '10.0.1.1', sourcePort: 40_000 };

test('a request is read back, padded or not', (t) => {
  t.is(parseRequest(requestText(nonce)), nonce);
  t.is(parseRequest(requestText(nonce, 5000)), nonce);
  t.is(requestText(nonce, 3), `causeway ${nonce} ...\n`);
});

test('a request is padded until its packet has the size asked for', (t) => {
  const size = (family: 4 | 6): number => {
    const { from, to, protocol } = { from: 'pod-a', to: target, protocol: 'udp' } as const;
    return requestText(nonce, paddingOf({ from, to, protocol, family, packetSize: 1450 })).length;
  };
  t.is(20 + 8 + size(4), 1450);
  t.is(40 + 8 + size(6), 1450);
  t.is(paddingOf({ from: 'pod-a', to: target, protocol: 'udp', family: 4, padding: 7 }), 7);
});

for (const text of ['', 'hello\n', 'GET / HTTP/1.1\r\n', 'causeway 0123\n', `causeway ${nonce}0\n`]) {
  test(`${JSON.stringify(text)} is no request`, (t) => {
    t.is(parseRequest(text), null);
  });
}

test('a right answer says who was reached and from where', (t) => {
  t.deepEqual(judgeReply(replyText(reply), nonce, target), {
    outcome: 'reached',
    answer: { responder: 'pod-a', port: 8080, source: { address: '10.0.1.1', port: 40_000 } },
  });
});

const wrong: readonly (readonly [title: string, line: string])[] = [
  ['by the wrong machine', replyText({ ...reply, responder: 'pod-b' })],
  ['with another nonce', replyText({ ...reply, nonce: 'fedcba9876543210' })],
  ['by another program', 'HTTP/1.1 400 Bad Request'],
  ['in other JSON', '{"nonce":1}'],
  ['with null', 'null'],
];

for (const [title, line] of wrong) {
  test(`answered ${title} is not reached`, (t) => {
    t.is(judgeReply(line, nonce, target).outcome, 'wrong-responder');
  });
}
