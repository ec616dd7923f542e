import test from 'ava';
import { encapsulate } from './encapsulate.ts';
import { addressBytes } from './inet.ts';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, parsePacket } from './packet.ts';

const bytes = (...parts: readonly (readonly number[] | Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const u16 = (value: number): readonly number[] => [value >> 8, value & 255];

const ipv4 = (protocol: number, payload: Buffer, { options = 0, fragment = 0 } = {}): Buffer =>
  bytes(
    [0x45 + options, 0, ...u16(20 + options * 4 + payload.length), 0, 0, ...u16(fragment), 64, protocol, 0, 0],
    addressBytes('10.0.1.1'),
    addressBytes('10.128.1.1'),
    Buffer.alloc(options * 4, 1),
    payload,
  );

const ipv6 = (protocol: number, payload: Buffer): Buffer =>
  bytes(
    [0x60, 0, 0, 0, ...u16(payload.length), protocol, 64],
    addressBytes('fd00:1::1'),
    addressBytes('fd00:128::1'),
    payload,
  );

const tcp = (flags: number): Buffer =>
  bytes(u16(40_000), u16(8080), [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 7], [0x50, flags, 0, 0, 0, 0, 0, 0]);

const udp = (payload: string): Buffer => bytes(u16(40_000), u16(8080), u16(8 + payload.length), [0, 0], payload);

const icmp = (type: number, code: number, rest: readonly number[], payload: Buffer | string): Buffer =>
  bytes([type, code, 0, 0], rest, payload);

const ours = 'causeway 0123456789abcdef\n';
const nonce = '0123456789abcdef';
const ends4 = { source: '10.0.1.1', destination: '10.128.1.1' };
const ends6 = { source: 'fd00:1::1', destination: 'fd00:128::1' };
const ports = { sourcePort: 40_000, destinationPort: 8080 };

const flags: readonly (readonly [bits: number, text: string])[] = [
  [0x02, 'S'],
  [0x12, 'S.'],
  [0x14, 'R.'],
  [0x04, 'R'],
  [0x11, 'F.'],
  [0x18, 'P.'],
  [0xc2, 'SEW'],
];

for (const [bits, text] of flags) {
  test(`TCP flags ${bits.toString(2)} are ${text}`, (t) => {
    const expected = { kind: 'tcp', ...ends4, ...ports, seq: 0xffffffff, ack: 7, flags: text } as const;
    t.deepEqual(parsePacket(ETH_P_IP, ipv4(6, tcp(bits))), expected);
    t.deepEqual(parsePacket(ETH_P_IPV6, ipv6(6, tcp(bits))), { ...expected, ...ends6 });
  });
}

test('IPv4 options are passed over', (t) => {
  t.like(parsePacket(ETH_P_IP, ipv4(6, tcp(2), { options: 3 })), { kind: 'tcp', ...ports, flags: 'S' });
});

test('a datagram of ours says so, request or reply', (t) => {
  const expected = { kind: 'udp', ...ends4, ...ports, nonce } as const;
  t.deepEqual(parsePacket(ETH_P_IP, ipv4(17, udp(ours))), { ...expected, reply: false });
  t.deepEqual(parsePacket(ETH_P_IP, ipv4(17, udp(`{"nonce":"${nonce}"}`))), { ...expected, reply: true });
});

test("somebody else's datagram has no nonce", (t) => {
  t.like(parsePacket(ETH_P_IP, ipv4(17, udp(''))), { nonce: null, reply: false });
  t.like(parsePacket(ETH_P_IP, ipv4(17, udp(`x${ours}`))), { nonce: null });
});

test('what VXLAN carries is the packet, and says what it is in', (t) => {
  const to = { address: '10.0.2.1', port: 8080 };
  const capsule = { vni: 1, mac: '0a:58:0a:00:02:00', from: { address: '10.0.1.1', port: 40_000 }, to };
  const carried = encapsulate({ ...capsule, payload: Buffer.from(ours) });
  const around = bytes(u16(50_000), u16(4789), u16(8 + carried.length), [0, 0], carried);
  const expected = { kind: 'udp', source: '10.0.1.1', destination: '10.0.2.1', nonce } as const;
  t.like(parsePacket(ETH_P_IP, ipv4(17, around)), { ...expected, inside: ends4 });
  const cut = ipv4(17, around, { fragment: 0x2000 });
  t.like(parsePacket(ETH_P_IP, cut), { ...expected, inside: { ...ends4, fragment: true } });
});

test('the first fragment says that it is one', (t) => {
  t.like(parsePacket(ETH_P_IP, ipv4(17, udp(ours), { fragment: 0x2000 })), { nonce, fragment: true });
  t.false('fragment' in (parsePacket(ETH_P_IP, ipv4(17, udp(ours), { fragment: 0x4000 })) ?? {}));
});

test('echoes of both families', (t) => {
  const echo = { kind: 'echo', id: 4242, nonce } as const;
  const rest = [...u16(4242), 0, 1];
  t.deepEqual(parsePacket(ETH_P_IP, ipv4(1, icmp(8, 0, rest, ours))), { ...echo, ...ends4, reply: false });
  t.deepEqual(parsePacket(ETH_P_IP, ipv4(1, icmp(0, 0, rest, ours))), { ...echo, ...ends4, reply: true });
  t.deepEqual(parsePacket(ETH_P_IPV6, ipv6(58, icmp(128, 0, rest, ours))), { ...echo, ...ends6, reply: false });
  t.deepEqual(parsePacket(ETH_P_IPV6, ipv6(58, icmp(129, 0, rest, ours))), { ...echo, ...ends6, reply: true });
});

test('an ICMP error quotes what it is about', (t) => {
  const error = parsePacket(ETH_P_IP, ipv4(1, icmp(3, 0, [0, 0, 0, 0], ipv4(17, udp(ours)))));
  t.like(error, { kind: 'error', meaning: 'network unreachable', about: { kind: 'udp', nonce } });
  const error6 = parsePacket(ETH_P_IPV6, ipv6(58, icmp(1, 4, [0, 0, 0, 0], ipv6(6, tcp(2)))));
  t.like(error6, { kind: 'error', meaning: 'port unreachable', about: { kind: 'tcp', seq: 0xffffffff } });
});

test('eight bytes of TCP are enough of a quote', (t) => {
  const quote = ipv4(6, tcp(2).subarray(0, 8));
  const error = parsePacket(ETH_P_IP, ipv4(1, icmp(3, 1, [0, 0, 0, 0], quote)));
  t.like(error, { meaning: 'host unreachable', about: { kind: 'tcp', ...ports, seq: 0xffffffff, flags: '' } });
});

test('an ICMP code nobody knows keeps the meaning of its type', (t) => {
  t.like(parsePacket(ETH_P_IP, ipv4(1, icmp(3, 77, [0, 0, 0, 0], ''))), { meaning: 'unreachable', about: null });
});

test('ARP', (t) => {
  const question = bytes(
    [0, 1, 8, 0, 6, 4, 0, 1],
    [2, 0, 0, 0, 0, 1],
    addressBytes('10.0.1.1'),
    [0, 0, 0, 0, 0, 0],
    addressBytes('10.128.1.1'),
  );
  const expected = {
    kind: 'arp',
    ...ends4,
    sourceMac: '02:00:00:00:00:01',
    destinationMac: '00:00:00:00:00:00',
  } as const;
  t.deepEqual(parsePacket(ETH_P_ARP, question), { ...expected, reply: false });
  t.like(parsePacket(ETH_P_ARP, bytes([0, 1, 8, 0, 6, 4, 0, 2], question.subarray(8))), { reply: true });
});

const nothing: readonly (readonly [title: string, type: number, packet: Buffer])[] = [
  ['a later fragment', ETH_P_IP, ipv4(17, udp(ours), { fragment: 185 })],
  ['a packet cut short', ETH_P_IP, ipv4(6, tcp(2)).subarray(0, 22)],
  ['an empty packet', ETH_P_IPV6, Buffer.alloc(0)],
  ['another protocol', ETH_P_IP, ipv4(89, Buffer.alloc(40))],
  ['another EtherType', 0x88cc, ipv4(6, tcp(2))],
  ['a neighbour solicitation', ETH_P_IPV6, ipv6(58, icmp(135, 0, [0, 0, 0, 0], ''))],
];

for (const [title, type, packet] of nothing) {
  test(`${title} is nothing to us`, (t) => {
    t.is(parsePacket(type, packet), null);
  });
}
