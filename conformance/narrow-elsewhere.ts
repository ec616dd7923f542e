// The narrow lab with its pods in an overlay, on a flat network, and with what default Linux lets slip closed: what is
// claimed of narrow links holds there, too.

import { readFileSync } from 'node:fs';
import test from 'ava';
import { findLabFile } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { parseLab } from '../src/spec/parse.ts';
import { allHold } from './support/all-hold.ts';
import { checkBuilt } from './support/check-built.ts';

const conforms = test.macro(async (t, change: readonly [from: string, to: string]) => {
  const text = readFileSync(findLabFile('narrow')?.path ?? '', 'utf8');
  t.true(text.includes(change[0]));
  const lab = parseLab(text.replace(...change), 'narrow.yaml');
  const claimed = new Set(expectationsOf(lab, 'narrow').map(({ id }) => id));
  t.deepEqual([...claimed], ['MTU-04', 'MTU-05']);
  const report = await checkBuilt(lab, { only: ({ id }) => claimed.has(id) });
  allHold(t, report);
  t.is(report.counts.skip, 0);
});

test.serial('in an overlay', conforms, ['dataplane: routed', 'dataplane: vxlan']);
test.serial('on a flat network', conforms, [
  'model: island\n    dataplane: routed\n    podCidr: [10.0.0.0/16, "fd00:1::/48"]',
  'model: flat\n    egress: none\n    podCidr: [10.0.0.0/16, "fd00:1::/48"]',
]);
test.serial('strict', conforms, ['name: narrow', 'name: narrow\nprofile: strict']);
