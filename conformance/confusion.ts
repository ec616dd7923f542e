// The suite can tell the models apart: a network of each model, judged by every other model, is red wherever the two
// contradict each other, green wherever they agree, and red in no other rows than the table says.

import test from 'ava';
import { type Cell, confuse, type Confused, models, redIds } from './support/confusion.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';
const doors = 'IN-03 IN-04 IN-05 IN-08';
const nat = 'NAT-01 NAT-03 NAT-04 NAT-07';

/** Ids of which at least one claim fails, first where the network is what the row says, judged as the column says. */
const red: Readonly<Record<Confused, Readonly<Record<Confused, string>>>> = {
  flat: {
    flat: '',
    isolated: 'IN-01 IN-02 LEAK-06 LEAK-09 NAT-01 OUT-01 OUT-02 X-01 X-03 X-04 X-05',
    island: 'IN-01 LEAK-06 NAT-01 OUT-01 OUT-06 PROTO-03 X-01 X-03 X-04 X-05',
    archipelago: 'IN-01 LEAK-06 NAT-01 OUT-01 OUT-06 PROTO-03',
  },
  isolated: {
    flat: `ICMP-01 IN-01 IN-02 ${doors} MTU-01 MTU-03 NAT-01 OUT-01 OUT-02 OUT-06 POD-07 ${path} X-01 X-03 X-04 X-05`,
    isolated: '',
    island: `ICMP-01 IN-02 ${doors} MTU-01 MTU-03 ${nat} OUT-01 OUT-02 OUT-06 ${path} X-03 X-05`,
    archipelago: `ICMP-01 IN-02 ${doors} MTU-01 MTU-03 ${nat} OUT-01 OUT-02 OUT-06 ${path} X-01 X-03 X-04 X-05 X-09`,
  },
  island: {
    flat: `IN-01 MTU-01 NAT-01 OUT-01 OUT-06 POD-07 ${path} X-01 X-03 X-04 X-05`,
    isolated: 'IN-02 LEAK-09 OUT-01 OUT-02 X-03 X-05',
    island: '',
    archipelago: 'MTU-01 NAT-01 X-01 X-04 X-09',
  },
  archipelago: {
    flat: `IN-01 NAT-01 OUT-01 OUT-06 POD-07 ${path} X-03 X-05`,
    isolated: 'IN-02 LEAK-09 OUT-01 OUT-02 X-01 X-03 X-04 X-05',
    island: 'X-01 X-04',
    archipelago: '',
  },
};

let cells: readonly Cell[] = [];

test.before('every model is built and judged by all of them', async () => {
  cells = await confuse();
});

const toldApart = test.macro((t, built: Confused, judged: Confused) => {
  const cell = cells.find((one) => one.built === built && one.judged === judged);
  if (cell === undefined) return t.fail('it was not looked at');
  const found = (...words: readonly string[]): readonly string[] =>
    cell.claims
      .filter(({ word, claim: { verdict } }) => words.includes(`${word}, ${verdict}`))
      .map(({ claim: { id, title, because } }) => `${id} ${title}: ${because}`);
  t.deepEqual(
    found('contradicts, pass', 'contradicts, unknown', 'contradicts, skip'),
    [],
    'the two cannot both be true',
  );
  t.deepEqual(found('agrees, fail', 'agrees, unknown'), [], 'both say the same');
  t.is(redIds(cell).join(' '), red[built][judged]);
});

for (const built of models)
  for (const judged of models)
    test(`${built} judged as ${judged}: ${red[built][judged] || 'all green'}`, toldApart, built, judged);
