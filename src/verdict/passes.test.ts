import test from 'ava';
import type { Evidence, Hop } from '../probe/observation.ts';
import { circleIn } from './passes.ts';

/** `machine direction link`, a word each; `reply` before it for what is no request. */
const evidence = (...sights: readonly string[]): Evidence => ({
  left: true,
  seenAt: [],
  captureDrops: 0,
  translations: [],
  hops: sights.map((sight): Hop => {
    const [machine = '', direction, link = '', part] = sight.split(' ');
    return {
      machine,
      direction: direction === 'in' ? 'in' : 'out',
      link,
      part: part === 'reply' ? 'reply' : 'request',
      source: '',
      destination: '',
      summary: '',
      atUs: 0,
    };
  }),
});

const there = ['other out eth0', 'core in lan1', 'core out lan2', 'node1 in eth0'];

test('a request that passes everywhere once goes round in no circle', (t) => {
  t.is(circleIn(evidence(...there), 'other'), null);
  t.is(circleIn(evidence(), 'other'), null);
});

test('a bridge and its port see the same packet, each once', (t) => {
  t.is(circleIn(evidence(...there, 'core in other'), 'other'), null);
});

test('a request sent twice passes twice', (t) => {
  t.is(circleIn(evidence(...there, ...there), 'other'), null);
});

test('an answer may come by where the request went', (t) => {
  t.is(circleIn(evidence(...there, 'core out lan2 reply', 'core in lan1 reply'), 'other'), null);
});

test('a request that comes again without having been sent again goes round in a circle', (t) => {
  const again = ['node1 out eth0', 'core in lan2', 'core out lan2', 'node1 in eth0'];
  t.is(
    circleIn(evidence(...there, ...again), 'other'),
    'the request went round in a circle: 2 times out of core by lan2, and sent once',
  );
  t.is(
    circleIn(evidence(...there, ...there, ...again, ...again), 'other'),
    'the request went round in a circle: 4 times out of core by lan2, and sent 2 times',
  );
});
