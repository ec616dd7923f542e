import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { familyOf } from './address.ts';
import type { Lab } from './lab.ts';
import { parseLab } from './parse.ts';
import { inOneFamily, isMixed } from './projection.ts';

const labs = new URL('../../labs/', import.meta.url);
const read = (file: string): Lab => parseLab(readFileSync(new URL(file, labs), 'utf8'), file);

/** Every address and range anywhere in it. */
const addressesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /^[\d.]+(\/\d+)?$|^[\da-f:]*:[\da-f:]*(\/\d+)?$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(addressesIn) : [];
};

for (const file of readdirSync(labs).filter((name) => name.endsWith('.yaml'))) {
  const lab = read(file);
  for (const family of [4, 6] as const)
    test(`${file} in IPv${family} has all of these addresses, and no others`, (t) => {
      const all = addressesIn(lab).filter((address) => familyOf(address) === family);
      t.deepEqual(addressesIn(inOneFamily(lab, family)), all);
    });
}

test('a cluster is what it is in that family', (t) => {
  const lab = read('18-dual-stack.yaml');
  t.true(isMixed(lab));
  const [four, six] = ([4, 6] as const).map((family) => inOneFamily(lab, family));
  t.deepEqual(
    four?.clusters.map(({ model, egress, ipv6 }) => [model, egress, ipv6]),
    [['island', 'masquerade', null]],
  );
  t.deepEqual(
    six?.clusters.map(({ model, egress, ipv6 }) => [model, egress, ipv6]),
    [['flat', 'none', null]],
  );
  t.false(four === undefined || isMixed(four));
  t.deepEqual(
    four?.clusters[0]?.nodes.map(({ name }) => name),
    ['node1', 'node2'],
  );
});
