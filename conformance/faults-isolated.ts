// What is claimed between networks that nothing joins can fail too: by a cable from one router to another, and by routes
// that send packets over it.

import test from 'ava';
import { readLab } from '../src/cli/lab-file.ts';
import { expectationsOf } from '../src/model/expectations.ts';
import { checkBroken } from './support/broken-lab.ts';
import { type Row, translate, turnRed } from './support/fault-rows.ts';

const path = 'PROTO-01 PROTO-02 PROTO-03';

/** Its near end is 192.0.2.1. */
const cableTo = (machine: string): string =>
  `ip link add cable type veth peer name cable netns ${machine}
   ip address add 192.0.2.1/30 dev cable; ip link set cable up
   ip -n ${machine} address add 192.0.2.2/30 dev cable; ip -n ${machine} link set cable up`;

/** What comes over the cable is answered over it, as the router's own. */
const disguised = (router: string): string =>
  `ip netns exec ${router} nft 'table ip fault { chain fault { type nat hook postrouting priority 99; iifname "cable" masquerade; }; }'`;

const rows: Readonly<Record<string, Row>> = {
  'a cable hangs between two networks, and nobody has an address there': {
    lab: 'isolated',
    at: 'core-east',
    by: 'ip link add cable type veth peer name cable netns core; ip link set cable up; ip -n core link set cable up',
    fails: 'LEAK-09',
  },
  'a node sends by a tunnel of the core, and nobody listens at its end': {
    lab: 'isolated',
    at: 'core',
    by: 'ip link add vx0 type vxlan id 9 remote 10.240.1.1 dstport 4790; ip link set vx0 netns node1',
    fails: 'LEAK-09',
  },
  'an outsider sends by a tunnel of a node': {
    lab: 'isolated',
    at: 'node1',
    by: 'ip link add vx0 type vxlan id 9 remote 10.240.0.2 dstport 4790; ip link set vx0 netns other',
    fails: 'LEAK-09',
  },
  'a node has a link of which a program has the other end': {
    lab: 'isolated',
    at: 'node1',
    by: 'ip tuntap add tun0 mode tun; ip link set tun0 up',
    fails: 'LEAK-09',
  },
  'the twin of a node takes in from its LAN what is for its loopback': {
    lab: 'isolated',
    at: 'node3',
    by: 'sysctl -qw net.ipv4.conf.eth0.route_localnet=1',
    fails: 'LEAK-08',
  },
  'a cable leads out of an isolated cluster': {
    lab: 'isolated',
    at: 'core-east',
    by: `${cableTo('core')}; ip route add default via 192.0.2.2`,
    fails: 'LEAK-09 OUT-01 OUT-02 X-03 X-05',
  },
  'a cable leads out, and further to the pods of an island': {
    lab: 'isolated',
    at: 'core-east',
    by: `${cableTo('core')}; ip route add 10.1.0.0/16 via 192.0.2.2; ip -n core route add 10.1.1.0/24 via 10.240.1.1`,
    fails: 'IN-01 LEAK-06 LEAK-09 X-01 X-04',
  },
  'a cable leads in to the nodes of an isolated cluster': {
    lab: 'isolated',
    at: 'core-east',
    by: `${cableTo('core')}; ip -n core route add 10.240.0.0/24 via 192.0.2.1`,
    fails: 'IN-02 LEAK-09 X-03 X-05',
  },
  'a cable leads in to its pods': {
    lab: 'isolated',
    at: 'core-east',
    by: `${cableTo('core')}; ip -n core route add 10.0.0.0/16 via 192.0.2.1; ip route add 10.0.1.0/24 via 10.240.0.1`,
    fails: 'IN-01 LEAK-06 LEAK-09 X-01 X-04',
  },
  'a cable leads to the twin of the machine outside': {
    lab: 'isolated',
    at: 'core-east',
    by: `${cableTo('core-west')}; ip route add 10.128.1.1 via 192.0.2.2; ${disguised('core-west')}`,
    fails: `ICMP-01 IN-02 IN-03 IN-04 LEAK-09 LEAK-11 MTU-01 MTU-03 NAT-01 NAT-04 NAT-07 OUT-01 OUT-02 OUT-06 ${path}`,
    unknown: 'IN-01 IN-08 LEAK-03 LEAK-04 LEAK-07 NAT-05',
  },
  'a cable leads to the twin of a node, and by its door to other pods': {
    lab: 'isolated',
    at: 'node1',
    by: `${cableTo('node4')}; ip route add 10.240.0.2 via 192.0.2.2
      ${translate('postrouting', 'oifname "cable" masquerade')}`,
    fails: 'LEAK-09 POD-07 X-03 X-05',
    unknown: 'LEAK-08',
  },
  'a cable leads to the twin of a pod, and everything there seems well': {
    lab: 'isolated',
    at: 'node1',
    by: `${cableTo('node4')}; ip route add 10.0.2.1 via 192.0.2.2
      ${translate('postrouting', 'oifname "cable" masquerade')}`,
    fails: `IN-03 IN-04 LEAK-01 LEAK-09 MTU-01 MTU-02 MTU-03 NAT-01 POD-03 POD-05 POD-08 ${path} SVC-01 SVC-03 X-02 X-04 X-05`,
  },
};

turnRed(rows);

test('no claim between networks is without a fault that turns it red', async (t) => {
  const { lab } = await readLab('isolated');
  const red = new Set(Object.values(rows).flatMap(({ fails }) => fails.split(' ')));
  const claimed = new Set(expectationsOf(lab, 'apart').map(({ id }) => id));
  t.deepEqual([...claimed.difference(red)], []);
});

test('a cable that nobody has plugged in is seen, and nothing is heard over it', async (t) => {
  const by = 'ip link add cable type veth peer name cable netns core';
  const { claims } = await checkBroken('isolated', { at: 'core-east', by });
  t.deepEqual(
    claims.flatMap(({ verdict, title, because }) =>
      verdict === 'pass' || verdict === 'skip' ? [] : [`${title}: ${because}`],
    ),
    ['no cable leads from the network of cluster east to any other: cable of core-east leads to core'],
  );
});

test('what a node says into a tunnel is heard at its other end', async (t) => {
  const by = `ip link add vx0 type vxlan id 9 remote 10.240.1.1 dstport 4790; ip link set vx0 netns node1
    ip -n node1 link set vx0 up
    ip -n node5 link add vx0 type vxlan id 9 remote 10.240.1.254 dstport 4790; ip -n node5 link set vx0 up`;
  const { claims } = await checkBroken('isolated', { at: 'core', by });
  t.deepEqual(
    claims.flatMap(({ verdict, title }) => (verdict === 'pass' || verdict === 'skip' ? [] : [title])),
    [
      'no cable leads from the network of cluster east to any other',
      'no frame of cluster east is heard in any other network',
      "no frame of the lab's own network is heard in cluster east",
    ],
  );
});
