import test from 'ava';
import type { Claim } from '../verdict/verdict.ts';
import { folded } from './fold.ts';
import { failing } from './sample.ts';

const claim = (from: string, because: string): Claim => ({ ...failing, from, because });

const folds = test.macro({
  exec: (t, claims: readonly Claim[], expected: readonly (readonly [because: string, more: number])[]) =>
    t.deepEqual(
      folded(claims).map((group) => [group.claim.because, group.more]),
      expected.map(([because, more]) => [because, more]),
    ),
  title: (title = '') => `folded: ${title}`,
});

test('nothing to nothing', folds, [], []);
test(
  'reasons that differ only in names and addresses',
  folds,
  [claim('pod-a', 'other saw 10.0.1.1 (pod-a)'), claim('pod-b', 'other saw 10.0.1.2 (pod-a)')],
  [['other saw 10.0.1.1 (pod-a)', 1]],
);
test(
  'the call that was refused makes no difference',
  folds,
  [
    claim('pod-a', 'refused: write ECONNREFUSED'),
    claim('pod-a', 'refused: recvmsg ECONNREFUSED'),
    claim('pod-a', 'reset: write ECONNRESET'),
  ],
  [
    ['refused: write ECONNREFUSED', 1],
    ['reset: write ECONNRESET', 0],
  ],
);
test(
  'at most three, and the rest is counted',
  folds,
  ['lost', 'one-way', 'lost', 'refused', 'reset', 'too-big'].map((because) => claim('pod-a', because)),
  [
    ['lost', 1],
    ['one-way', 0],
    ['refused', 2],
  ],
);
