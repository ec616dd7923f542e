// Nothing that a lab promises is IPv4's alone: every lab that comes with the program and has IPv4 addresses only is built
// again in IPv6, and in both families, and checked whole. Then some of them with one model in IPv4 and another in IPv6.

import { readFileSync } from 'node:fs';
import test from 'ava';
import { builtInLabs } from '../src/cli/lab-file.ts';
import type { Expectation } from '../src/model/expectation.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import type { Family, Lab } from '../src/spec/lab.ts';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';
import { inLane } from './support/lanes.ts';
import { onceAKind } from './support/once-a-kind.ts';
import { testOf } from './support/test-of.ts';
import { type Families, withIPv6, withModels } from './support/with-ipv6.ts';

/** IPv6 has one loopback address, and no setting that would let it out of the machine. */
const ipv4Alone: ReadonlySet<string> = new Set(['LEAK-08']);
/** Of frames, whatever is in them, and of the one table of connections that a node has: claimed once. */
const ofNoFamily: ReadonlySet<string> = new Set(['LEAK-09', 'NAT-02', 'NAT-08']);
/** In two families one overlay carries both, and what is put into it by hand is of the family that carries it. */
const carriedByIPv4: ReadonlySet<string> = new Set(['LEAK-02']);

type Variant = {
  readonly lab: Lab;
  readonly must: Readonly<Record<Family, readonly string[]>>;
};

const conforms = test.macro((t, { lab, must }: Variant, lane: number) => {
  const only = onceAKind(lab);
  return inLane(lane, async () => {
    const expectations = expectationsOf(lab);
    for (const family of [4, 6] as const)
      t.deepEqual(
        must[family].filter((id) => !idsIn(expectations, family).has(id)),
        [],
      );
    allHold(t, await checkBuilt(lab, { only }));
  });
});

const idsIn = (expectations: readonly Expectation[], family: Family): ReadonlySet<string> =>
  new Set(expectations.filter(({ flow }) => flow.family === family).map(({ id }) => id));

const sources = builtInLabs().map(({ name, path }) => ({ name, source: path, text: readFileSync(path, 'utf8') }));

const ipv4Labs = sources.flatMap(({ name, source, text }) => {
  const lab = parseLab(text, source);
  const ids = [...idsIn(expectationsOf(lab), 4)];
  return idsIn(expectationsOf(lab), 6).size > 0 ? [] : [{ name, source, text, ids }];
});

const variants = ipv4Labs.flatMap(({ name, source, text, ids }) =>
  (['ipv6', 'dual'] satisfies Families[]).map((families) => {
    const once = new Set([...carriedByIPv4, ...ofNoFamily]);
    const six = ids.filter((id) => !ipv4Alone.has(id) && !(families === 'dual' && once.has(id)));
    const must = { 4: families === 'dual' ? ids : [], 6: six };
    return {
      title: `${name}, ${families}`,
      variant: { lab: parseLab(withIPv6(text, families), source), must },
    };
  }),
);

for (const [at, { title, variant }] of variants.entries()) testOf(variant.lab)(title, conforms, variant, at);

const island = { ipv4: 'island', ipv6: 'flat' } as const;
const flat = { ipv4: 'flat', ipv6: 'island' } as const;

const mixed = [
  ['flat-proxy-arp', { east: island }],
  ['flat-proxy-arp', { east: flat }],
  ['island-vxlan', { east: island }],
  ['island-vxlan', { east: flat }],
  ['vip', { east: flat }],
  ['egress-gateway', { east: island }],
  ['egress-gateway', { east: flat }],
  ['island-strict', { east: flat }],
  // One cluster of an archipelago is of it in IPv4 alone, and beside it stands everything else.
  ['many-models', { flat, blue: { ipv4: 'archipelago', ipv6: 'flat' } }],
] as const;

for (const [at, [name, models]] of mixed.entries()) {
  const found = ipv4Labs.find((one) => one.name === name);
  const text = withModels(found?.text ?? '', models);
  const words = Object.entries(models).map(
    ([cluster, { ipv4, ipv6 }]) => `${cluster} ${ipv4} in IPv4 and ${ipv6} in IPv6`,
  );
  const lab = parseLab(text, name);
  testOf(lab)(`${name}, ${words.join(', ')}`, conforms, { lab, must: { 4: [], 6: [] } }, at);
}
