// What is claimed where nodes announce by BGP can fail too: who says what, who believes it, and whether anybody notices
// that a neighbour has fallen silent.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { type Row, turnRed } from './support/fault-rows.ts';

const files = '/run/causeway';

/** Lets BIRD of that machine read its configuration again, with a line more or another word in it. */
const reconfigured = (machine: string, edit: string): string =>
  `sed -i '${edit}' ${files}/${machine}/bird.conf; birdc -s ${files}/${machine}/bird.ctl configure >/dev/null`;

/** One more CIDR that the node says is its own. */
const announces = (cidr: string): string => `/^protocol static/a route ${cidr} unreachable;`;

const withdraws = (cidr: string): string => `/route ${cidr.replace('/', '.')} unreachable/d`;

/** Until core has a route to the CIDR by that next hop, or has none; as seen from any machine of the lab. */
const core = (loop: 'until' | 'while', cidr: string, via: string): string =>
  `timeout 20 sh -c "${loop} ip -n core route show ${cidr} | grep -q \\"via ${via} \\"; do sleep 0.05; done"`;
const untilLed = (cidr: string, via: string): string => core('until', cidr, via);
const untilNotLed = (cidr: string, via: string): string => core('while', cidr, via);

/** Until so many sessions of core have begun anew, with a neighbour who may be silent for long: what they said before is gone. */
const untilPatient = (sessions: number): string =>
  `timeout 20 sh -c "until birdc -s ${files}/core/bird.ctl show protocols all | grep -c 'Hold timer: .*/240$' | grep -qx ${sessions}; do sleep 0.05; done"`;

/** Who leads to each VIP of vip-bgp, when all is said. */
const vipsLed = [
  ['10.200.0.1', '10.240.0.1', '10.240.0.2', '10.240.0.3'],
  ['10.200.0.2', '10.240.0.1', '10.240.0.2'],
  ['10.200.0.3', '10.240.0.1', '10.240.0.2', '10.240.0.3'],
] as const;

/** The daemon whose configuration that is: its whole words are compared, or the shell that says this would be meant too. */
const killed = (program: string, machine: string): string =>
  `for one in /proc/[0-9]*; do if grep -qzx ${files}/${machine}/${program}.conf $one/cmdline; then kill -KILL \${one#/proc/}; fi; done`;

/** Nobody but the node itself knows the way to its pods any more. */
const lonely = {
  fails:
    'ICMP-01 IN-01 IN-03 IN-04 IN-08 MTU-01 MTU-02 MTU-03 NAT-01 OUT-01 OUT-06 POD-03 POD-05 POD-07 POD-08 PROTO-01 PROTO-02 PROTO-03 SVC-01 SVC-02 SVC-03',
  unknown: 'FAIL-03 LEAK-07',
};

const rows: Readonly<Record<string, Row>> = {
  'a session is cut, and the node is forgotten': {
    lab: 'flat-bgp',
    at: 'core',
    by: `nft 'table ip fault { chain fault { type filter hook input priority -1; ip saddr 10.240.0.1 tcp dport 179 reject with tcp reset; }; }'; ${untilNotLed('10.0.1.0/24', '10.240.0.1')}`,
    ...lonely,
  },
  'a daemon of a node dies': {
    lab: 'flat-bgp',
    at: 'node1',
    by: `${killed('bird', 'node1')}; ${untilNotLed('10.0.1.0/24', '10.240.0.1')}`,
    ...lonely,
  },
  'a daemon of a node dies, of FRR': {
    lab: 'flat-bgp-frr',
    at: 'node1',
    by: `${killed('bgpd', 'node1')}; ${untilNotLed('10.0.1.0/24', '10.240.0.1')}; ${untilNotLed('fd00:1:0:1::/64', 'fd00:240::1')}`,
    ...lonely,
    fails: lonely.fails.replace('IN-08 ', ''),
  },
  'the core believes nobody': {
    lab: 'flat-bgp',
    at: 'core',
    by: `${reconfigured('core', 's/import all/import none/')}; ${untilNotLed('10.0.1.0/24', '10.240.0.1')}; ${untilNotLed('10.0.2.0/24', '10.240.0.2')}`,
    ...lonely,
  },
  'a node does not say what is its own': {
    lab: 'flat-bgp',
    at: 'node1',
    by: `${reconfigured('node1', 's/export where source = RTS_STATIC;/export none;/')}; ${untilNotLed('10.0.1.0/24', '10.240.0.1')}`,
    ...lonely,
  },
  'two nodes announce one range, and the other one hands on what comes': {
    lab: 'flat-bgp',
    at: 'node2',
    by: `${reconfigured('node2', announces('10.0.1.0/25'))}; ${untilLed('10.0.1.0/25', '10.240.0.2')}`,
    // Without the real one, what comes goes back and forth.
    fails: 'FAIL-03 IN-01',
  },
  'core, not knowing a pod, hands it to whichever node, which hands it back': {
    lab: 'flat-bgp',
    at: 'core',
    by: 'ip route add default via 10.240.0.2',
    fails: 'FAIL-03',
  },
  'an island announces its pods': {
    lab: 'vip-bgp',
    at: 'node1',
    by: `${reconfigured('node1', announces('10.0.1.0/24'))}; ${untilLed('10.0.1.0/24', '10.240.0.1')}`,
    fails: 'IN-01 LEAK-06',
  },
  'a VIP with policy Local is announced by a node without an endpoint, and by no other': {
    lab: 'vip-bgp',
    at: 'core',
    by: `${reconfigured('node1', withdraws('10.200.0.2/32'))}; ${reconfigured('node2', withdraws('10.200.0.2/32'))}; ${reconfigured('node3', announces('10.200.0.2/32'))}; ${untilLed('10.200.0.2/32', '10.240.0.3')}; ${untilNotLed('10.200.0.2/32', '10.240.0.1')}; ${untilNotLed('10.200.0.2/32', '10.240.0.2')}`,
    fails: 'IN-09 IN-11',
    unknown: 'IN-10 IN-11',
  },
  'a node that may serve a VIP does not say so': {
    lab: 'vip-bgp',
    at: 'node2',
    by: `${reconfigured('node2', withdraws('10.200.0.2/32'))}; ${untilNotLed('10.200.0.2/32', '10.240.0.2')}`,
    fails: 'IN-11',
  },
  'nobody notices that a node is dead': {
    lab: 'vip-bgp',
    at: 'core',
    by: `${['core', 'node1', 'node2', 'node3'].map((machine) => reconfigured(machine, 's/hold time 3/hold time 240/; s/keepalive time 1/keepalive time 80/')).join('; ')}; ${untilPatient(3)}; ${vipsLed.map(([vip, ...nodes]) => nodes.map((node) => untilLed(vip, node)).join('; ')).join('; ')}`,
    fails: 'IN-11',
  },
};

turnRed(rows);

test('no claim about what is announced is without a fault that turns it red', async (t) => {
  const labs = await Promise.all(['flat-bgp', 'vip-bgp', 'flat-bgp-frr'].map(readLab));
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  const claimed = new Set(labs.flatMap(({ lab }) => expectationsOf(lab, 'announced')).map(({ id }) => id));
  t.deepEqual([...claimed].toSorted(), ['FAIL-03', 'IN-01', 'IN-11']);
  t.true([...claimed].every((id) => red.has(id)));
});
