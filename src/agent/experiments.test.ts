import test from 'ava';
import { UsageError } from '../errors.ts';
import { experimentOf, expectationsOf } from '../model/expectations.ts';
import { islandLab } from '../plan/fixture.ts';
import { mustBeSendable } from './experiments.ts';

const sound = expectationsOf(islandLab('dual')).map(experimentOf);

test('whatever the oracle asks for can be sent', (t) => {
  t.true(sound.length > 100);
  t.notThrows(() => mustBeSendable(sound));
});

const refused = test.macro((t, json: string, message: RegExp) => {
  // As it comes over the socket: text that nobody has typed.
  t.throws(() => mustBeSendable(JSON.parse(json)), { instanceOf: UsageError, message });
});

const flow = {
  from: 'other',
  to: { label: 'pod-a', address: '10.0.1.1', machines: ['pod-a'] },
  protocol: 'tcp',
  family: 4,
};
const one = (change: object): string => JSON.stringify([{ flow, tries: 1, controls: [], capture: false, ...change }]);

test('no list', refused, '{}', /as a list/);
test('a thousand million tries', refused, one({ tries: 1e9 }), /1 to 1000 times/);
test('half a try', refused, one({ tries: 0.5 }), /1 to 1000 times/);
test(
  'nobody may answer',
  refused,
  one({ flow: { ...flow, to: { ...flow.to, machines: null } } }),
  /machines that may answer/,
);
test('no address', refused, one({ flow: { ...flow, to: {} } }), /an address/);
test('no such port', refused, one({ flow: { ...flow, to: { ...flow.to, port: 70_000 } } }), /no port 70000/);
test('a control that cannot be sent', refused, one({ controls: [{ ...flow, sourcePort: -1 }] }), /no port -1/);
test('senders that are no list', refused, one({ flow: { ...flow, senders: 'all' } }), /list of machines/);
test('a next hop that is no text', refused, one({ flow: { ...flow, nextHop: 7 } }), /next hop/);
test('a lone segment that nobody knows', refused, one({ flow: { ...flow, lone: 'ALL' } }), /lone segment/);
test('too much padding', refused, one({ flow: { ...flow, padding: 1e9 } }), /padding/);
test('a packet without room for its headers', refused, one({ flow: { ...flow, packetSize: 20 } }), /from 128 to/);
test('injected nowhere', refused, one({ flow: { ...flow, injected: { node: 'node1' } } }), /injected into a node/);
test(
  'neither held nor streamed',
  refused,
  one({ across: 'thrown' }),
  /held, sent again, streamed or sent afterwards, not thrown/,
);
test(
  'held over a protocol without ports',
  refused,
  one({ flow: { ...flow, protocol: 'icmp' }, across: 'held' }),
  /over icmp cannot be held/,
);
