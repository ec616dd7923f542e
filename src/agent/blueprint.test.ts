import test from 'ava';
import { islandLab } from '../plan/fixture.ts';
import { blueprintOf } from './blueprint.ts';

const lab = islandLab('dual');
const { fingerprint } = blueprintOf(lab, 'island');

test('the same lab has the same fingerprint, wherever its file is', (t) => {
  t.is(blueprintOf(structuredClone(lab), '/tmp/copy.yaml').fingerprint, fingerprint);
});

test('another lab has another fingerprint', (t) => {
  t.not(blueprintOf({ ...lab, profile: 'strict' }, 'island').fingerprint, fingerprint);
});
