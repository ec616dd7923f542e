import test from 'ava';
import { blueprintOf, canonicalJson } from './blueprint.ts';
import { builtInLabs, readLab } from './lab-file.ts';

test('the order of keys has no meaning, the order of a list has', (t) => {
  t.is(canonicalJson({ b: 1, a: { d: [1, 2], c: null } }), '{"a":{"c":null,"d":[1,2]},"b":1}');
  t.not(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test('the same lab has the same fingerprint, wherever its file is', async (t) => {
  const { lab } = await readLab('island');
  t.is(blueprintOf(lab, 'island').fingerprint, blueprintOf(structuredClone(lab), '/tmp/copy.yaml').fingerprint);
});

test('another lab has another fingerprint', async (t) => {
  const { lab } = await readLab('island');
  t.not(blueprintOf(lab, 'island').fingerprint, blueprintOf({ ...lab, profile: 'strict' }, 'island').fingerprint);
});

test('a built-in lab is called by the name that its file gives it', async (t) => {
  for (const { name } of builtInLabs()) t.is((await readLab(name)).lab.name, name);
});
