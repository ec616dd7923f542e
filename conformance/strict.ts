// Whatever a lab claims, it claims of the strict profile too, with every leak closed: each lab of the textbook is built
// once more as a strict one.

import test from 'ava';
import { builtInLabs, readLab } from '../src/cli/lab-file.ts';
import type { Lab } from '../src/spec/lab.ts';
import { allHold } from './support/all-hold.ts';
import { checkSurvival } from './support/broken-lab.ts';
import { checkBuilt } from './support/check-built.ts';
import { inNextLane } from './support/lanes.ts';
import { onceAKind } from './support/once-a-kind.ts';
import { testOf } from './support/test-of.ts';

const holds = test.macro((t, textbook: Lab) => {
  const lab: Lab = { ...textbook, profile: 'strict' };
  const only = onceAKind(lab);
  return inNextLane(async () => {
    const report = await checkBuilt(lab, { only });
    allHold(t, report);
    // What the textbook leaks is claimed of nobody here.
    t.false(report.claims.some(({ title }) => title.includes('as default Linux does')));
  });
});

const { CAUSEWAY_LAB: one } = process.env;
const names = one === undefined ? builtInLabs().map(({ name }) => name) : [one];
for (const { lab } of await Promise.all(names.map((name) => readLab(name))))
  if (lab.profile === 'textbook') testOf(lab)(`${lab.name}, strict`, holds, lab);

// Chance makes such a segment: by a source port that another node remembers of a connection that is over. Here they all are.
test('island-strict: what no node takes for a connection gets to an endpoint, and its word back', (t) =>
  inNextLane(async () => {
    const faults = [{ at: 'node2', by: 'sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0' }];
    allHold(t, await checkSurvival('island-strict', faults));
  }));

test(`${names.length} labs were looked at for their profile`, (t) => t.true(names.length > 0));
