// Packets are put in order by their time: it must be that at which they passed.

import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { armed } from './stamping.scenario.ts';

const scenarios = import.meta.resolve('./stamping.scenario.ts');

for (const rootless of [false, true])
  test(`a capture says when packets are stamped as they pass${rootless ? ', to an ordinary user too' : ''}`, async (t) => {
    t.deepEqual(await runInside(scenarios, armed, { rootless }), {
      ...{ first: true, stamping: true, again: false },
      ...{ dark: null, lit: true },
    });
  });
