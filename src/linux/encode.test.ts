// What the noun files write, against what `ip` of iproute2 6.1 sends for the command in the title (seen by strace).
// `ip` also asks for an answer (NLM_F_ACK) and numbers its messages; both are the socket's work here.

import test from 'ava';
import { addAddress } from './address.ts';
import { addBridge, addVeth, deleteLink, setDown, setMaster, setUp } from './link.ts';
import { addNeighbour, addProxy } from './neighbour.ts';
import { addRoute } from './route.ts';
import { addRule } from './rule.ts';
import { addForwarding, addVxlan } from './vxlan.ts';

const sends = test.macro((t, message: Buffer, type: number, payload: string) => {
  t.is(message.readUInt32LE(0), message.length);
  t.is(message.readUInt16LE(4), type);
  t.is(message.subarray(16).toString('hex'), payload.replaceAll(' ', ''));
});

const v0 = { index: 0, name: 'v0', mac: '02:00:00:00:00:01' };
const v1 = { index: 0, name: 'v1', mac: '02:00:00:00:00:02' };
const ifinfomsg = '00000000 00000000 00000000 00000000';

test(
  'ip link add v0 address … type veth peer v1 netns b address …',
  sends,
  addVeth(v0, v1, 4),
  16,
  `${ifinfomsg}
  0a000100 020000000001 0000 07000300 763000 00 40001200 08000100 76657468 34000200 30000100 ${ifinfomsg}
  08001c00 04000000 0a000100 020000000002 0000 07000300 763100 00`.replaceAll('\n', ''),
);
test(
  'ip link add br0 type bridge',
  sends,
  addBridge({ ...v0, name: 'br0' }),
  16,
  `${ifinfomsg} 0a000100 020000000001 0000 08000300 62723000 10001200 0a000100 627269646765 0000`,
);
test(
  'ip link add v0 address … mtu 1450 type vxlan id 1 dev (2) local 10.240.0.1 dstport 4789 nolearning',
  sends,
  addVxlan({ ...v0, mtu: 1450 }, { vni: 1, port: 4789, underlay: 2, local: '10.240.0.1' }),
  16,
  `${ifinfomsg}
  0a000100 020000000001 0000 08000400 aa050000 07000300 763000 00
  3c001200 09000100 76786c616e 000000 2c000200
  08000300 02000000 08000100 01000000 08000400 0af00001 05000700 00000000 06000f00 12b50000`.replaceAll('\n', ''),
);
test(
  'bridge fdb add … dev (3) dst 10.240.0.2 self permanent',
  sends,
  addForwarding(3, '0a:58:0a:00:02:00', '10.240.0.2'),
  28,
  '07000000 03000000 c000 02 00 0a000200 0a580a000200 0000 08000100 0af00002',
);
test('ip link set v0 up', sends, setUp(2), 16, '00000000 02000000 01000000 01000000');
test('ip link set v0 down', sends, setDown(2), 16, '00000000 02000000 00000000 01000000');
test('ip link set v0 master br0', sends, setMaster(2, 3), 16, '00000000 02000000 00000000 00000000 08000a00 03000000');
test('ip link del v0', sends, deleteLink(2), 17, '00000000 02000000 00000000 00000000');

test(
  'ip addr add 10.0.0.1/24 dev v0',
  sends,
  addAddress(2, '10.0.0.1/24'),
  20,
  '02180000 02000000 08000200 0a000001 08000100 0a000001',
);
test(
  'ip addr add 127.0.0.2/8 dev lo',
  sends,
  addAddress(1, '127.0.0.2/8'),
  20,
  '020800fe 01000000 08000200 7f000002 08000100 7f000002',
);
test(
  'ip addr add fd00::1/64 dev v0 nodad',
  sends,
  addAddress(2, 'fd00::1/64'),
  20,
  `0a400200 02000000 14000200 fd00${'00'.repeat(13)}01 14000100 fd00${'00'.repeat(13)}01`,
);

const route = (to: string) => ({ family: 4, to }) as const;
const route6 = (to: string) => ({ family: 6, to }) as const;
const fd03 = `fd03${'00'.repeat(14)}`;
test(
  'ip addr add fd00::64/128 dev v0 nodad preferred_lft 0',
  sends,
  addAddress(3, 'fd00::64/128', true),
  20,
  `0a800200 03000000 14000200 fd00${'00'.repeat(13)}64 14000100 fd00${'00'.repeat(13)}64
  14000600 00000000 ffffffff 00000000 00000000`.replaceAll('\n', ''),
);
test(
  'ip neigh add proxy fd00::1 dev v0',
  sends,
  addProxy(3, 'fd00::1'),
  28,
  `0a000000 03000000 8000 08 00 14000100 fd00${'00'.repeat(13)}01`,
);
test(
  'ip route add default via … dev v0 mtu 1450',
  sends,
  addRoute({ family: 4, to: 'default', via: '10.0.0.2', link: 3, mtu: 1450 }),
  24,
  '02000000 fe030001 00000000 08000500 0a000002 08000400 03000000 0c000800 08000200 aa050000',
);

test(
  'ip route add 10.9.0.0/16 via 10.0.0.2',
  sends,
  addRoute({ ...route('10.9.0.0/16'), via: '10.0.0.2' }),
  24,
  '02100000 fe030001 00000000 08000100 0a090000 08000500 0a000002',
);
test(
  'ip route add … via … dev v0 onlink',
  sends,
  addRoute({ ...route('10.10.0.0/16'), via: '10.77.0.2', link: 2, onlink: true }),
  24,
  '02100000 fe030001 04000000 08000100 0a0a0000 08000500 0a4d0002 08000400 02000000',
);
test(
  'ip route add 10.0.5.0/24 dev v0',
  sends,
  addRoute({ ...route('10.0.5.0/24'), link: 2 }),
  24,
  '02180000 fe03fd01 00000000 08000100 0a000500 08000400 02000000',
);
test(
  'ip route add 10.0.6.0/24 dev v0 src 10.0.0.1',
  sends,
  addRoute({ ...route('10.0.6.0/24'), link: 2, source: '10.0.0.1' }),
  24,
  '02180000 fe03fd01 00000000 08000100 0a000600 08000700 0a000001 08000400 02000000',
);
test(
  'ip route add default via … dev v0 table 100',
  sends,
  addRoute({ ...route('default'), via: '10.0.0.2', link: 2, table: 100 }),
  24,
  '02000000 64030001 00000000 08000500 0a000002 08000400 02000000',
);
test(
  'ip route add default via … dev v0 table 1000',
  sends,
  addRoute({ ...route('default'), via: '10.0.0.2', link: 2, table: 1000 }),
  24,
  '02000000 00030001 00000000 08000500 0a000002 08000f00 e8030000 08000400 02000000',
);
test(
  'ip route add unreachable 10.0.7.0/24',
  sends,
  addRoute({ ...route('10.0.7.0/24'), type: 'unreachable' }),
  24,
  '02180000 fe030007 00000000 08000100 0a000700',
);
test(
  'ip route add blackhole 10.0.8.0/24',
  sends,
  addRoute({ ...route('10.0.8.0/24'), type: 'blackhole' }),
  24,
  '02180000 fe030006 00000000 08000100 0a000800',
);
test(
  'ip -6 route add prohibit fd03::/64',
  sends,
  addRoute({ ...route6('fd03::/64'), type: 'prohibit' }),
  24,
  `0a400000 fe030008 00000000 14000100 ${fd03}`,
);
test(
  'ip -6 route add fd03::/64 dev v0',
  sends,
  addRoute({ ...route6('fd03::/64'), link: 2 }),
  24,
  `0a400000 fe030001 00000000 14000100 ${fd03} 08000400 02000000`,
);

test(
  'ip neigh add 10.0.0.2 lladdr … dev v0 nud permanent',
  sends,
  addNeighbour(2, '10.0.0.2', v1.mac),
  28,
  '02000000 02000000 80000000 08000100 0a000002 0a000200 020000000002 0000',
);

const rule = (priority: number, table: number) => ({ family: 4, priority, table }) as const;
test(
  'ip rule add priority 100 from 10.0.0.0/8 table 100',
  sends,
  addRule({ ...rule(100, 100), from: '10.0.0.0/8' }),
  32,
  '02000800 64000001 00000000 08000600 64000000 08000200 0a000000',
);
test(
  'ip rule add priority 101 fwmark 0x10 table 1000',
  sends,
  addRule({ ...rule(101, 1000), mark: 16 }),
  32,
  '02000000 00000001 00000000 08000600 65000000 08000a00 10000000 08000f00 e8030000',
);
test(
  'ip rule add … fwmark … from … to … table main',
  sends,
  addRule({ ...rule(102, 254), mark: 16, from: '10.0.0.1', to: '10.1.0.0/16' }),
  32,
  '02102000 fe000001 00000000 08000600 66000000 08000a00 10000000 08000200 0a000001 08000100 0a010000',
);
