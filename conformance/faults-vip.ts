// What is claimed of VIPs can fail too: what leads them to a node, what chooses the Service, and what guards the rest.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { type Row, rule, translate, turnRed } from './support/fault-rows.ts';

/** Takes away the rule of the lab's own chain that matches. */
const forget = (chain: string, pattern: string): string =>
  `nft delete rule ip causeway ${chain} handle $(nft -a list chain ip causeway ${chain} | sed -n 's/.*${pattern}.* # handle //p')`;

const rows: Readonly<Record<string, Row>> = {
  'a VIP lets nobody out: without masquerade pods stay inside, and whoever comes in is answered all the same': {
    lab: 'vip',
    at: 'node1',
    by: forget('postrouting', 'oifname "eth0" masquerade'),
    fails: 'ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 PROTO-01 PROTO-02 PROTO-03',
    unknown: 'NAT-05',
  },
  'a VIP leads to the Service of another': {
    lab: 'vip',
    at: 'node1',
    by: translate('prerouting', 'ip saddr 10.128.1.1 ip daddr 10.200.0.1 tcp dport 80 dnat to 10.0.1.2:25'),
    fails: 'IN-09 IN-11 MTU-03',
    unknown: 'IN-10',
  },
  'nobody guards a VIP, and what it does not serve goes back and forth': {
    lab: 'vip',
    at: 'node1',
    by: 'nft flush chain ip causeway forward',
    fails: 'IN-10',
  },
  'core leads the whole range of the VIPs to a node, which sends back what is nobody’s': {
    lab: 'vip',
    at: 'core',
    by: 'ip route add 10.200.0.0/24 via 10.240.0.1',
    fails: 'IN-10',
  },
  'the larger network carries less to a VIP': {
    lab: 'vip',
    at: 'core',
    by: 'ip route change 10.200.0.1/32 via 10.240.0.1 mtu lock 1400',
    fails: 'MTU-01',
  },
  'the guard of a VIP says nothing, which it may': {
    lab: 'vip',
    at: 'node1',
    by: rule('forward', 'ip daddr 10.200.0.1 drop'),
    fails: '',
  },
  'a VIP that nobody serves is a hole, which it may be': {
    lab: 'vip',
    at: 'node1',
    by: 'ip route add blackhole 10.200.0.3/32',
    fails: '',
  },
  'what a VIP does not serve is lost on its way to the node': {
    lab: 'vip',
    at: 'core',
    by: rule('forward', 'ip daddr 10.200.0.1 tcp dport 81 drop'),
    fails: 'IN-10',
  },
  'a port that a VIP does not serve leads to a pod': {
    lab: 'vip',
    at: 'node1',
    by: translate('prerouting', 'ip saddr 10.128.1.1 ip daddr 10.200.0.1 tcp dport 81 dnat to 10.0.1.2:25'),
    fails: 'IN-10',
  },
  "a routed VIP offers the node's own daemons": {
    lab: 'vip',
    at: 'node1',
    by: translate('prerouting', 'ip daddr 10.200.0.1 tcp dport 8080 dnat to 10.240.0.1'),
    fails: 'IN-10',
  },
  "a VIP by ARP offers the node's own daemons": {
    lab: 'vip',
    at: 'node1',
    by: 'nft flush chain ip causeway input',
    fails: 'IN-10',
  },
  'a VIP with policy Local leads to a node without an endpoint': {
    lab: 'vip',
    at: 'core',
    by: 'ip route replace 10.200.0.2/32 via 10.240.0.1',
    fails: 'IN-09 IN-11',
    unknown: 'IN-10',
  },
  'nobody answers ARP for a VIP': {
    lab: 'vip',
    at: 'node1',
    by: 'ip address del 10.240.0.100/32 dev eth0',
    fails: 'IN-10 IN-11',
    unknown: 'IN-10',
  },
  'the core masquerades the outsider': {
    lab: 'vip',
    at: 'core',
    by: translate('postrouting', 'ip saddr 10.128.1.1 masquerade'),
    fails: 'IN-02 IN-11 NAT-01',
  },
  'who comes by another node seems to be nobody': {
    lab: 'vip',
    at: 'node2',
    by: translate('postrouting', 'ip saddr 10.0.1.254 ip daddr 10.0.2.1 tcp dport 80 snat to 10.0.2.77'),
    fails: 'IN-11',
  },
  'policy Local shuts out pods on nodes without an endpoint': {
    lab: 'vip',
    at: 'node1',
    by: 'nft flush chain ip causeway vip-shop',
    fails: 'IN-15',
  },
};

turnRed(rows);

test('no claim about VIPs is without a fault that turns it red', async (t) => {
  const { lab } = await readLab('vip');
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  const claimed = expectationsOf(lab, 'vips');
  t.deepEqual([...new Set(claimed.map(({ id }) => id))].toSorted(), ['IN-09', 'IN-10', 'IN-11', 'IN-15']);
  t.true(claimed.every(({ id }) => red.has(id)));
});
