// UDP probes among each other. Whoever pretends to be another one makes others answer that one, by a port that some probe may have at that moment.

import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { answeredAfter, answeredOf } from './udp.scenario.ts';

const scenarios = import.meta.resolve('./udp.scenario.ts');
const others = '0123456789abcdef';

test('an answer to another question is passed over, and ours is waited for', async (t) => {
  t.is(await runInside(scenarios, answeredAfter, { args: [others, true] }), 'reached');
});

test('and it is no answer to ours', async (t) => {
  t.is(await runInside(scenarios, answeredAfter, { args: [others, false] }), 'lost');
});

test('what answers no question at all is the wrong one', async (t) => {
  t.is(await runInside(scenarios, answeredAfter, { args: ['somebody', true] }), 'wrong-responder');
});

test('hundreds that ask one responder at once are all answered', async (t) => {
  t.is(await runInside(scenarios, answeredOf, { args: [500] }), 500);
});
