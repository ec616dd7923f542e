import test from 'ava';
import { progressTitle } from './progress.ts';

const progress = { done: 212, total: 362, why: 'node2 is down' };

test('a live line counts, and says how many fail as soon as one does', (t) => {
  t.is(progressTitle('building island', progress), 'building island: 212 of 362');
  t.is(progressTitle('checking island', { ...progress, failed: 0 }), 'checking island: 212 of 362 claims');
  t.is(progressTitle('checking island', { ...progress, failed: 3 }), 'checking island: 212 of 362 claims, 3 fail');
});
