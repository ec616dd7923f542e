// What is claimed of those who live inside an archipelago and are no pods can fail. Rows as in `faults.ts`.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { forget, type Row, rule, translate, turnRed } from './support/fault-rows.ts';

const rows: Readonly<Record<string, Row>> = {
  'db is unplugged': {
    lab: 'archipelago',
    at: 'net-north',
    by: 'ip link set db down',
    fails: 'X-11 X-12 X-14',
    unknown: 'X-13',
  },
  'a member masquerades towards db': {
    lab: 'archipelago',
    at: 'blue1',
    by: translate('postrouting', 'ip saddr 10.2.1.0/24 ip daddr 10.4.0.1 masquerade'),
    fails: 'X-11',
  },
  'a member masquerades db towards its pods': {
    lab: 'archipelago',
    at: 'green1',
    by: translate('postrouting', 'ip saddr 10.4.0.1 masquerade'),
    fails: 'X-12',
  },
  'a node loses its way to db': {
    lab: 'archipelago',
    at: 'red2',
    by: 'ip route del 10.4.0.1',
    fails: 'X-11 X-12',
  },
  'the exit of db lets it out as itself': {
    lab: 'archipelago',
    at: 'red1',
    by: forget('ip saddr 10.4.0.1 oifname "eth0" masquerade'),
    fails: 'X-14',
  },
  'the larger network learns the way to db': {
    lab: 'archipelago',
    at: 'core',
    by: 'ip route add 10.4.0.1 via 10.240.0.1',
    fails: 'X-13',
  },
  'vault gets out, as its node': {
    lab: 'archipelago',
    at: 'gold1',
    by: `nft flush chain ip causeway forward; ${translate('postrouting', 'ip saddr 10.4.0.1 oifname "eth0" masquerade')}`,
    fails: 'X-14',
  },
  'db does not hear a pod': {
    lab: 'archipelago-vxlan',
    at: 'db',
    by: rule('input', 'ip saddr 10.1.1.2 drop'),
    fails: 'X-11 X-12',
  },
  'a node does not know the end of the overlay that db is': {
    lab: 'archipelago-vxlan',
    at: 'blue1',
    by: 'ip neigh del 10.4.0.1 dev vxlan0; ip route del 10.4.0.1',
    fails: 'X-11 X-12',
  },
};

turnRed(rows);

test('no claim of insiders is without a fault that turns it red', async (t) => {
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  for (const name of ['archipelago', 'archipelago-vxlan']) {
    const { lab } = await readLab(name);
    const claimed = new Set(expectationsOf(lab, 'insiders').map(({ id }) => id));
    t.deepEqual([...claimed.difference(red)], []);
  }
});
