// What only a strict island promises can fail too: without its rules it is the island of the textbook again.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { type Row, turnRed } from './support/fault-rows.ts';

const rows: Readonly<Record<string, Row>> = {
  'a node lets its pods send as others': {
    lab: 'island-strict',
    at: 'node1',
    by: 'nft flush chain ip causeway guard',
    fails: 'LEAK-07',
  },
  'a node speaks of its other leg on the main network': {
    lab: 'island-strict',
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.arp_ignore=0',
    fails: 'LEAK-05',
  },
};

turnRed(rows);

test('no promise of a strict island alone is without a fault that turns it red', async (t) => {
  const [textbook, strict] = await Promise.all([readLab('island'), readLab('island-strict')]);
  const said = new Set(expectationsOf(textbook.lab).map(({ title }) => title));
  const alone = expectationsOf(strict.lab).filter(({ title }) => !said.has(title));
  const red = new Set(Object.values(rows).map(({ fails }) => fails));
  t.deepEqual([...new Set(alone.map(({ id }) => id))].toSorted(), [...red].toSorted());
});
