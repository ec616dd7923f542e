// Every claim can fail. Each row breaks one thing in an island and names the claims that must turn red, and no others:
// a suite that stays green when the network is broken proves nothing, and one that turns all red explains nothing.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { isOfSurvival } from './support/broken-lab.ts';
import { declareFaults, type FaultRow, forget, rule, translate } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';

const rows: Readonly<Record<string, FaultRow>> = {
  'a pod loses its loopback': { at: 'pod-a', by: 'ip link set lo down', fails: 'POD-01' },
  'two pods of a node are kept apart': {
    at: 'node1',
    by: rule('forward', 'ip saddr 10.0.1.1 ip daddr 10.0.1.2 drop'),
    fails: `LEAK-10 MTU-01 MTU-03 NAT-01 POD-02 ${path} SVC-02 SVC-03`,
  },
  'a node loses its way to the other range': {
    at: 'node1',
    by: 'ip route del 10.0.2.0/24',
    fails: `IN-03 IN-04 IN-08 LEAK-01 MTU-01 MTU-02 MTU-03 NAT-01 POD-03 POD-05 POD-08 ${path} SVC-01 SVC-02 SVC-03`,
    unknown: 'LEAK-07 LEAK-08',
  },
  'pods of two nodes are masqueraded': {
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.0/24 ip daddr 10.0.2.0/24 masquerade'),
    fails: 'LEAK-07 NAT-01 POD-03 POD-08',
  },
  'two pods of a node are masqueraded': {
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.0.1.1 ip daddr 10.0.1.2 masquerade'),
    fails: 'LEAK-10 NAT-01 POD-02 SVC-02',
  },
  'a pod translates itself': {
    at: 'pod-a',
    by: translate('postrouting', 'ip daddr != 10.0.1.1 snat to 10.0.1.99'),
    fails: `ICMP-01 LEAK-04 LEAK-07 MTU-01 MTU-02 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 POD-02 POD-03 POD-06 POD-07 POD-08 ${path} SVC-01 SVC-02`,
    unknown: 'LEAK-08 NAT-05',
  },
  'a node may not call its pod': {
    at: 'node1',
    by: rule('output', 'ip daddr 10.0.1.1 drop'),
    fails: `ICMP-01 NAT-01 POD-04 POD-06 ${path}`,
    unknown: 'IN-01 LEAK-07 LEAK-08',
  },
  'a node may not call a remote pod': {
    at: 'node1',
    by: rule('output', 'ip daddr 10.0.2.1 drop'),
    fails: 'MTU-01 POD-05',
  },
  'a pod may not call another node': {
    at: 'node2',
    by: rule('input', 'ip saddr 10.240.0.1 drop'),
    fails: 'POD-07',
    unknown: 'LEAK-08',
  },
  'the core learns a pod range': {
    at: 'core',
    by: 'ip route add 10.0.1.0/24 via 10.240.0.1',
    fails: 'IN-01 LEAK-06',
  },
  'the core masquerades the nodes': {
    at: 'core',
    by: translate('postrouting', 'ip saddr 10.240.0.0/24 masquerade'),
    fails: 'LEAK-11 NAT-01 NAT-04 OUT-01 OUT-02 OUT-06 PROTO-03',
    unknown: 'NAT-05',
  },
  'the core masquerades the outsider': {
    at: 'core',
    by: translate('postrouting', 'ip saddr 10.128.1.1 masquerade'),
    fails: 'IN-02 IN-05 NAT-01',
  },
  'a node does not hear the outsider': {
    at: 'node1',
    by: rule('input', 'ip saddr 10.128.1.1 drop'),
    fails: `IN-02 NAT-01 OUT-02 ${path}`,
    unknown: 'IN-01 IN-07 IN-08 LEAK-07 NAT-05',
  },
  'an endpoint is deaf': {
    at: 'pod-a',
    by: rule('input', 'tcp dport 80 drop'),
    fails: 'IN-03 IN-04 IN-08 MTU-03 NAT-01 PROTO-01 SVC-01 SVC-02 SVC-03',
  },
  'a NodePort leaves the source as it is': {
    at: 'node1',
    by: forget('mark 0x0*1 masquerade'),
    fails: 'IN-03 IN-04 IN-08 MTU-03 NAT-01 PROTO-01 PROTO-02',
  },
  'policy Local loses the source': {
    at: 'node1',
    by: translate('postrouting', 'ip saddr 10.128.1.1 ip daddr 10.0.1.2 masquerade'),
    fails: 'IN-05',
  },
  'policy Local refuses where it must be silent': {
    at: 'node2',
    by: rule('input', 'meta l4proto { tcp, udp } th dport 30081 reject'),
    fails: 'IN-06',
  },
  'a Service nobody serves is silent where it must refuse': {
    at: 'node1',
    by: rule('input', 'meta l4proto { tcp, udp } th dport 30082 drop'),
    fails: 'IN-07',
  },
  'a port selects the wrong Service': {
    at: 'node1',
    by: translate('prerouting', 'ip saddr 10.128.1.1 tcp dport 30080 dnat to 10.0.1.2:81'),
    fails: 'IN-03 IN-04 IN-08 MTU-03 NAT-01 PROTO-01',
  },
  'a port that no Service has leads to a pod': {
    at: 'node1',
    by: translate('prerouting', 'ip saddr 10.128.1.1 tcp dport 30000 dnat to 10.0.1.2:81'),
    fails: 'IN-08',
  },
  'a node lets in by more ports than its Services have': {
    at: 'node1',
    by: translate('prerouting', 'meta l4proto { tcp, udp } th dport { 30001-30079, 30083-32767 } dnat to 10.0.1.2:81'),
    fails: 'IN-08',
  },
  'one endpoint of a Service gets a fifth of its calls, and not half': {
    at: 'node1',
    by: translate(
      'prerouting',
      'ip saddr 10.0.1.2 ip daddr 172.30.0.1 meta l4proto { tcp, udp } dnat to numgen random mod 10 map { 0-7 : 10.0.1.1, 8-9 : 10.0.2.1 }:80',
    ),
    fails: 'SVC-03',
  },
  'a node forgets to masquerade': {
    at: 'node1',
    by: forget('oifname "eth0" masquerade'),
    fails: `ICMP-01 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-06 ${path}`,
    unknown: 'NAT-05',
  },
  'a node forgets hairpins': {
    at: 'node1',
    by: forget('ip saddr . ip daddr .* masquerade'),
    fails: 'NAT-01 PROTO-01 PROTO-02 SVC-01',
  },
  'nobody hears that the other one is done': {
    at: 'node1',
    by: rule('forward', 'tcp flags & fin == fin drop'),
    fails: 'LEAK-01 LEAK-03 PROTO-01',
  },
  'answers come from an address that nobody asked': {
    at: 'pod-b',
    by: rule('output', 'udp sport 8080 ip saddr set 10.0.1.77'),
    fails: 'PROTO-02',
  },
  'a node keeps its gateway to itself, unlike default Linux': {
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.all.arp_ignore=1',
    fails: 'LEAK-05',
  },
  'a node speaks IPv6, which the lab does not': {
    at: 'node1',
    by: 'sysctl -qw net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth0.disable_ipv6=0',
    fails: 'LEAK-05',
  },
  'a node answers ARP for its pods': {
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.proxy_arp=1',
    fails: 'LEAK-05',
  },
  'a node takes in from its LAN what is for its loopback': {
    at: 'node1',
    by: 'sysctl -qw net.ipv4.conf.eth0.route_localnet=1',
    fails: 'LEAK-08',
  },
  'a node passes on smaller packets than the model says': {
    at: 'node1',
    by: 'ip route replace 10.0.2.0/24 via 10.0.2.254 dev eth1 onlink mtu lock 1400',
    fails: 'MTU-01 MTU-02',
  },
  'a node carries less for one of its pods, from its neighbour and through its own port': {
    at: 'node1',
    by: rule('forward', 'ip daddr 10.0.1.2 udp length > 1400 drop'),
    fails: 'MTU-01',
  },
  'the larger network carries less to the outsider': {
    at: 'core',
    by: 'ip route add 10.128.1.1/32 dev lan1 mtu lock 1400',
    fails: 'MTU-01',
  },
  'a narrow way that nobody is told of': {
    at: 'node1',
    by: `ip link set eth1 mtu 1300; ${rule('output', 'icmp code 4 drop')}`,
    fails: 'MTU-01 MTU-02 MTU-03',
  },
  'the outsider is unplugged': {
    at: 'other',
    by: 'ip link set eth0 down',
    fails: `ICMP-01 IN-02 IN-03 IN-04 IN-05 IN-08 MTU-01 MTU-03 NAT-01 NAT-03 NAT-04 NAT-07 OUT-01 OUT-02 OUT-06 ${path}`,
    unknown: 'IN-01 IN-06 IN-07 IN-08 LEAK-03 LEAK-04 LEAK-07 NAT-05',
  },
};

declareFaults('island', rows);

test('no claim is without a fault that turns it red, here or in faults-survival.ts', async (t) => {
  const { lab } = await readLab('island');
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  // How a node translates is broken in faults-nat.ts.
  const tried = expectationsOf(lab).filter(
    (one) => one.skip === undefined && !one.id.startsWith('NAT') && !isOfSurvival(one),
  );
  const green = new Set(tried.map(({ id }) => id)).difference(red);
  t.deepEqual([...green], []);
});
