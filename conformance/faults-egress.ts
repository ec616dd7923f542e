// What is claimed of egress gateways can fail too. OUT-07 claims that the gateway's node may go; here the gateway is lost in
// other ways, and still the pods that leave by it are heard of as somebody else by nobody. They are not heard of at all.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { findLabFile, readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { checkBroken, idsWith } from './support/broken-lab.ts';
import { heard } from './support/heard.ts';
import { exactlyThese, type FaultRow, type Row, translate, turnRed } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';
const lab = 'egress-gateway';
const between = 'IN-03 IN-04 IN-08 LEAK-01 LEAK-03 MTU-01 MTU-02 MTU-03';
const pods = `POD-03 POD-05 POD-08 ${path} SVC-01 SVC-02 SVC-03`;
const nat = 'NAT-01 NAT-03 NAT-04 NAT-07';
const out = 'OUT-01 OUT-04 OUT-05 OUT-06';
const fromChosen = 'ip saddr 10.0.1.1 ip daddr 10.128.1.1';

/** Nobody gets out, and nobody is taken for somebody else. */
const closed: Readonly<Record<string, FaultRow>> = {
  "the gateway's leg in the cluster's own network is unplugged": {
    at: 'net-east',
    by: 'ip link set node2 down',
    fails: `ICMP-01 ${between} ${nat} ${out} ${pods}`,
    // A cable that is out already cannot be pulled.
    unknown: 'LEAK-07 LEAK-08 OUT-07',
  },
  "the gateway's leg in the larger network is down": {
    at: 'node2',
    by: 'ip link set eth0 down',
    fails: `ICMP-01 IN-02 IN-03 IN-04 IN-08 LEAK-01 LEAK-03 LEAK-05 MTU-01 MTU-03 ${nat} OUT-01 OUT-02 OUT-04 OUT-05 OUT-06 POD-07 ${path}`,
    unknown: 'IN-01 IN-06 IN-08 LEAK-01 LEAK-03 LEAK-05 LEAK-07 LEAK-08 LEAK-10 NAT-05',
  },
  'the leg that leads to the gateway is down, and the kernel forgets the way': {
    at: 'node1',
    by: 'ip link set eth1 down',
    fails: `ICMP-01 ${between} ${nat} ${out} ${pods}`,
    unknown: 'LEAK-07 LEAK-08',
  },
  'the way to the gateway is lost': {
    at: 'node1',
    by: 'ip route del default table 100 metric 0',
    fails: `ICMP-01 LEAK-03 MTU-01 MTU-03 ${nat} ${out} ${path}`,
  },
  'a node no longer knows who leaves by the gateway': {
    at: 'node1',
    by: 'ip rule del from 10.0.1.1 table 100',
    fails: `ICMP-01 MTU-01 MTU-03 ${nat} ${out} ${path}`,
  },
};

const failsClosed = test.macro(async (t, { at, by, fails, unknown = '' }: FaultRow) => {
  const report = await checkBroken(lab, { at, by });
  t.deepEqual(heard(report), []);
  t.true(report.claims.some(({ id, from }) => id === 'OUT-04' && from === 'pod-a'));
  exactlyThese(t, report, { fail: fails, unknown });
});
for (const [title, row] of Object.entries(closed)) test.serial(`OUT-07 ${title}: ${row.fails}`, failsClosed, row);

/** The same for the rest of what is claimed. */
const rows: Readonly<Record<string, Row>> = {
  'without either lock a chosen pod leaves as its node, when the gateway is there and when it is not': {
    ...{ lab, at: 'node1', by: 'ip rule del from 10.0.1.1 table 100; nft flush chain ip causeway forward' },
    fails: `ICMP-01 NAT-01 ${out} OUT-07 PROTO-03`,
  },
  'the gateway passes pods on as they are': {
    ...{ lab, at: 'node2', by: 'nft flush chain ip causeway postrouting' },
    fails: `ICMP-01 IN-03 IN-04 IN-08 MTU-01 MTU-03 ${nat} ${out} ${path} SVC-01`,
    unknown: 'NAT-05',
  },
  'nobody answers for the address of the gateway': {
    ...{
      lab,
      at: 'node2',
      by: 'ip address del 10.240.0.100/32 dev eth0',
      fails: `ICMP-01 MTU-01 MTU-03 ${nat} ${out} ${path}`,
    },
  },
  'a pod that was not chosen is seen as one that was': {
    ...{ lab, at: 'node2', by: translate('postrouting', 'ip saddr 10.0.2.1 ip daddr 10.128.1.1 snat to 10.240.0.100') },
    fails: 'NAT-04 OUT-04',
  },
  'the gateway takes its own packets for those of pods': {
    ...{ lab, at: 'node2', by: translate('postrouting', 'ip saddr 10.240.0.2 oifname "eth0" snat to 10.240.0.100') },
    fails: 'OUT-02 OUT-04',
  },
  'a chosen pod leaves its own cluster for its own cluster': {
    ...{ lab, at: 'node1', by: 'ip route del throw 10.0.0.0/16 table 100' },
    fails: `LEAK-10 MTU-01 MTU-03 NAT-01 OUT-04 POD-02 ${path} SVC-01`,
  },
  'pods see the node of a chosen pod': {
    ...{ lab, at: 'node1', by: translate('postrouting', 'ip saddr 10.0.1.1 ip daddr 10.0.2.1 masquerade') },
    fails: 'LEAK-07 NAT-01 OUT-04 POD-03 POD-08',
  },
  'every other connection comes from the node of the gateway': {
    ...{ lab, at: 'node2', by: translate('postrouting', `${fromChosen} numgen inc mod 2 == 0 snat to 10.240.0.2`) },
    fails: 'NAT-04 OUT-04 OUT-05',
  },
  'whoever came in is answered by the gateway': {
    ...{ lab, at: 'node1', fails: 'OUT-04 PROTO-02' },
    by: "nft 'table ip fault { chain fault { type filter hook postrouting priority 300; oifname eth0 udp sport 30081 ip saddr set 10.240.0.100; }; }'",
  },
  'answers take the way of the gateway, which takes those that no gateway led in for calls': {
    ...{ lab, at: 'node1', by: 'ip rule del fwmark 2', fails: 'LEAK-01' },
  },
};

turnRed(rows);

test('strict: answers that take the way of the gateway get no farther', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'strict.yaml');
  const text = readFileSync(findLabFile(lab)?.path ?? '', 'utf8');
  writeFileSync(file, text.replace('\nname: egress-gateway\n', '\nname: egress-gateway\nprofile: strict\n'));
  const report = await checkBroken(file, { at: 'node1', by: 'ip rule del fwmark 2' });
  t.is(idsWith(report, 'fail').join(' '), 'IN-03 IN-04 IN-05 IN-08 MTU-01 MTU-03 NAT-01 OUT-04 PROTO-01 PROTO-02');
});

test('no claim about egress gateways is without a fault that turns it red', async (t) => {
  const claimed = new Set(expectationsOf((await readLab(lab)).lab, 'egress').map(({ id }) => id));
  t.deepEqual([...claimed], ['OUT-04', 'OUT-05', 'OUT-07']);
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  t.true(claimed.isSubsetOf(red));
});
