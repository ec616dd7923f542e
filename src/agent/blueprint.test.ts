import test from 'ava';
import { islandLab } from '../plan/fixture.ts';
import { blueprintOf, canonicalJson } from './blueprint.ts';

const lab = islandLab('dual');
const { fingerprint } = blueprintOf(lab, 'island');

test('the order of keys has no meaning, the order of a list has', (t) => {
  t.is(canonicalJson({ b: 1, a: { d: [1, 2], c: null } }), '{"a":{"c":null,"d":[1,2]},"b":1}');
  t.not(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test('the same lab has the same fingerprint, wherever its file is', (t) => {
  t.is(blueprintOf(structuredClone(lab), '/tmp/copy.yaml').fingerprint, fingerprint);
});

test('another lab has another fingerprint', (t) => {
  t.not(blueprintOf({ ...lab, profile: 'strict' }, 'island').fingerprint, fingerprint);
});
