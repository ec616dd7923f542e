// Exceptions from masquerade that are forgotten, too wide, or no longer answered.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { declareFaults, type FaultRow, forget, translate } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';
const unmasqueraded = (pods: string, to: string): string =>
  `nft insert rule ip causeway postrouting ip saddr ${pods} ip daddr ${to} oifname eth0 accept`;

const rows: Readonly<Record<string, FaultRow>> = {
  'a node forgets the exceptions': {
    at: 'node1',
    by: forget('accept'),
    fails: 'NAT-01 OUT-01 OUT-03 OUT-06 PROTO-03',
  },
  'an exception is as wide as the default of ip-masq-agent': {
    at: 'node1',
    by: unmasqueraded('10.0.1.0/24', '10.0.0.0/8'),
    fails: 'ICMP-01 LEAK-11 NAT-03 NAT-04 NAT-07 OUT-01 OUT-03 OUT-06 PROTO-03',
    unknown: 'NAT-05',
  },
  'an exception is wider than it says by one bit': {
    at: 'node1',
    by: unmasqueraded('10.0.1.0/24', '10.170.0.0/15'),
    fails: 'ICMP-01 LEAK-11 NAT-03 NAT-04 NAT-07 OUT-01 OUT-03 OUT-06 PROTO-03',
    unknown: 'NAT-05',
  },
  'the larger network forgets the way back': {
    at: 'core',
    by: 'ip rule del from 10.160.0.0/16 table 1000',
    fails: `IN-01 MTU-01 MTU-03 NAT-01 OUT-01 OUT-03 OUT-06 ${path}`,
  },
  'the larger network forgets the way back to the pods of one node': {
    at: 'core',
    by: 'ip route del 10.0.2.0/24 table 1000',
    fails: 'IN-01 LEAK-06 MTU-03 OUT-01 OUT-03 OUT-06 PROTO-03',
  },
  'everybody out there knows the way to the pods': {
    at: 'core',
    by: 'ip route add 10.0.1.0/24 via 10.240.0.1',
    fails: 'IN-01 OUT-01 OUT-03',
  },
  'a pod has the address of its neighbour where it is known': {
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.1 ip daddr 10.160.0.1 snat to 10.0.1.2'),
    fails: 'NAT-01 OUT-01 OUT-03 OUT-06 PROTO-03',
  },
};

declareFaults('masquerade-exceptions', rows);

test('no claim about exceptions is without a fault that turns it red', async (t) => {
  const { lab } = await readLab('masquerade-exceptions');
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  t.deepEqual([...new Set(expectationsOf(lab, 'exceptions').map(({ id }) => id)).difference(red)], []);
});
