// What a flat network claims can fail too: whatever keeps the larger network from dealing with a node's range, and
// whatever rewrites somebody on the way. What flat and island claim alike is broken in `faults.ts`.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { isOfSurvival } from './support/broken-lab.ts';
import { type Row, rule, translate, turnRed } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';

const rows: Readonly<Record<string, Row>> = {
  'the core forgets the route to a node': {
    lab: 'flat',
    at: 'core',
    by: 'ip route del 10.0.1.0/24',
    fails: `ICMP-01 IN-01 MTU-01 MTU-03 NAT-01 OUT-01 OUT-06 ${path}`,
  },
  "the core's route leads to the wrong node, which knows better": {
    lab: 'flat',
    at: 'core',
    by: 'ip route replace 10.0.1.0/24 via 10.240.0.2',
    fails: '',
  },
  'the core lets nobody in to the pods': {
    lab: 'flat',
    at: 'core',
    by: rule('forward', 'ip daddr 10.0.0.0/16 ct state new drop'),
    fails: `IN-01 NAT-01 ${path}`,
  },
  'a node masquerades its pods': {
    lab: 'flat',
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr 10.128.0.0/16 masquerade'),
    fails: 'NAT-01 OUT-01 OUT-06 PROTO-03',
  },
  'a node masquerades its pods to the other nodes': {
    lab: 'flat',
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr 10.240.0.2 masquerade'),
    fails: 'POD-07',
  },
  'the core masquerades the outsider': {
    lab: 'flat',
    at: 'core',
    by: translate('postrouting', 'ip saddr 10.128.1.1 masquerade'),
    fails: 'IN-01 IN-02 IN-05 NAT-01',
  },
  'the core masquerades everybody inside': {
    lab: 'flat',
    at: 'core',
    by: translate('postrouting', 'ip saddr { 10.0.0.0/16, 10.240.0.0/24 } oifname "lan1" masquerade'),
    fails: 'NAT-01 OUT-01 OUT-02 OUT-06 PROTO-03',
  },
  'a node does not answer for its pods': {
    lab: 'flat-proxy-arp',
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.proxy_arp=0',
    fails: `ICMP-01 IN-01 IN-03 IN-04 MTU-01 MTU-02 MTU-03 NAT-01 OUT-01 OUT-06 POD-03 POD-05 POD-07 POD-08 ${path} SVC-01 SVC-02 SVC-03`,
    unknown: 'LEAK-07',
  },
  'the core no longer takes pods for neighbours': {
    lab: 'flat-proxy-arp',
    at: 'core',
    by: 'ip route del 10.0.0.0/16',
    fails: `ICMP-01 IN-01 MTU-01 MTU-03 NAT-01 OUT-01 OUT-06 ${path}`,
  },
  'a node no longer takes the pods of others for neighbours, and core shows it the way': {
    lab: 'flat-proxy-arp',
    at: 'node1',
    by: 'ip route del 10.0.0.0/16',
    fails: '',
  },
  'a port next to those of Services leads to a pod': {
    lab: 'flat',
    at: 'node1',
    by: translate('prerouting', 'tcp dport 30082 dnat to 10.0.1.2:81'),
    fails: 'IN-08',
  },
  'a node masquerades its pods, answering for them all the same': {
    lab: 'flat-proxy-arp',
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr 10.128.0.0/16 masquerade'),
    fails: 'NAT-01 OUT-01 OUT-06 PROTO-03',
  },
};

turnRed(rows);

test('no claim that flat makes otherwise than an island is without a fault that turns it red', async (t) => {
  const [flat, island] = await Promise.all([readLab('flat'), readLab('island')]);
  const said = new Set(
    expectationsOf(island.lab).map((claim) => JSON.stringify([claim.id, claim.flow, claim.expected])),
  );
  const otherwise = expectationsOf(flat.lab).filter(
    (claim) => !isOfSurvival(claim) && !said.has(JSON.stringify([claim.id, claim.flow, claim.expected])),
  );
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  t.true(otherwise.length > 0);
  t.deepEqual(
    [...new Set(otherwise.map(({ id }) => id))].filter((id) => !red.has(id)),
    [],
  );
});
