// Every claim between clusters can fail: rows as in `faults.ts`, in labs that have more than one cluster.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { isOfSurvival } from './support/broken-lab.ts';
import { declareFaults, type FaultRow, forget, rule, translate } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';

const islands: Readonly<Record<string, FaultRow>> = {
  'an island learns a way to the range that only the other one has': {
    at: 'node1',
    by: 'ip route add 10.0.3.0/24 via 10.240.0.4',
    fails: 'X-02',
  },
  'a node takes the other island’s pods for those of its own': {
    at: 'node2',
    by: 'ip route replace 10.0.1.0/24 via 10.240.0.3',
    fails: `IN-03 IN-04 LEAK-01 MTU-01 MTU-02 MTU-03 NAT-01 POD-03 POD-05 POD-08 ${path} SVC-01 SVC-02 SVC-03 X-02 X-04 X-05 X-06`,
    unknown: 'LEAK-07',
  },
  'a node does not hear the other island': {
    at: 'node3',
    by: rule('input', 'ip saddr 10.240.0.1 drop'),
    fails: 'X-03',
  },
  'a node does not let a pod out to a door': {
    at: 'node1',
    by: rule('forward', 'ip saddr 10.0.1.1 ip daddr 10.240.0.3 tcp dport 30081 drop'),
    fails: 'X-05',
  },
  'a node does not let a pod out to its twin’s door': {
    at: 'node1',
    by: rule('forward', 'ip saddr 10.0.1.2 ip daddr 10.240.0.3 tcp dport 30081 drop'),
    fails: 'X-06',
  },
  'behind the door is somebody else': {
    at: 'node3',
    by: translate('prerouting', 'ip saddr 10.240.0.1 tcp dport 30080 dnat to 10.0.1.2:81'),
    fails: 'X-05 X-06',
  },
  'the other island’s node answers its own pod, for it has the caller’s address': {
    at: 'node1',
    by: forget('oifname "eth0" masquerade'),
    fails: `ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 ${path} X-03 X-05 X-06`,
    unknown: 'NAT-05 X-02',
  },
};

const archipelago: Readonly<Record<string, FaultRow>> = {
  'a member masquerades towards another one': {
    at: 'red1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr 10.1.0.0/16 masquerade'),
    fails: 'NAT-01 X-01 X-09',
  },
  'a member carries less to another one': {
    at: 'red1',
    by: rule('forward', 'ip daddr 10.1.0.0/16 udp length > 1400 drop'),
    fails: 'MTU-01',
  },
  // its pod no longer finds the pod of its own archipelago that has the address.
  'a member is unplugged': {
    at: 'net-north',
    by: 'ip link set blue1 down',
    fails: 'MTU-01 NAT-01 X-01 X-02 X-04 X-09 X-11 X-12',
  },
  'a member loses its way to another one': {
    at: 'green1',
    by: 'ip route del 10.2.1.0/24',
    fails: 'X-01 X-04 X-09',
  },
  'the larger network learns the range of a member': {
    at: 'core',
    by: 'ip route add 10.3.1.0/24 via 10.240.0.6',
    fails: 'IN-01 LEAK-06 X-01 X-04',
  },
  'an archipelago learns a way to a range of the other one': {
    at: 'gold1',
    by: 'ip route add 10.0.2.0/24 via 10.240.0.2',
    fails: 'X-02',
  },
  'a node may not call a pod of another member': {
    at: 'red1',
    by: rule('output', 'ip daddr 10.1.1.1 drop'),
    fails: 'X-04',
  },
  'a node does not hear that of another member': {
    at: 'blue1',
    by: rule('input', 'ip saddr 10.240.0.1 drop'),
    fails: 'X-03',
  },
  'a door is closed to the other archipelago': {
    at: 'gold1',
    by: rule('forward', 'ip saddr 10.240.0.1 tcp dport 80 drop'),
    fails: 'X-06',
  },
};

declareFaults('two-islands', islands);
declareFaults('archipelago', archipelago);

const everyIdIsRed = test.macro(async (t, labName: string, rows: Readonly<Record<string, FaultRow>>) => {
  const { lab } = await readLab(labName);
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  const claimed = new Set(expectationsOf(lab, 'clusters').flatMap((one) => (isOfSurvival(one) ? [] : [one.id])));
  t.deepEqual([...claimed.difference(red)], []);
});
test('no claim between islands is without a fault that turns it red', everyIdIsRed, 'two-islands', islands);
test('none of archipelagos either', everyIdIsRed, 'archipelago', { ...islands, ...archipelago });
