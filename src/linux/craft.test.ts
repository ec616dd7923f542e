// What is written by hand is read back by the parser that reads what kernels send, and sums up as they want it.

import test from 'ava';
import { ipv4Packet, ipv4Udp, solicitation, tcpFlag, tcpSegment } from './craft.ts';
import { addressBytes } from './inet.ts';
import { IPPROTO_ICMPV6, IPPROTO_TCP } from './libc.ts';
import { ETH_P_IP, ETH_P_IPV6, parsePacket } from './packet.ts';

const way = { from: { address: '10.0.1.1', port: 40_000 }, to: { address: '10.128.1.1', port: 8080 } };
const way6 = { from: { address: 'fd00::1', port: 0 }, to: { address: 'ff02::1:ff00:2', port: 0 } };
const nonce = '0123456789abcdef';
const payload = Buffer.from(`causeway ${nonce}\n`);

/** RFC 1071: what carries its own checksum sums up to all ones. */
const sum = (...parts: readonly Buffer[]): number => {
  const bytes = Buffer.concat(parts);
  const even = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
  const words = Array.from({ length: even.length / 2 }, (_, word) => even.readUInt16BE(word * 2));
  const total = words.reduce((a, b) => a + b, 0);
  return (total & 0xffff) + (total >> 16);
};

const pseudo = (protocol: number, length: number): Buffer =>
  Buffer.concat([
    addressBytes(way.from.address),
    addressBytes(way.to.address),
    Buffer.from([0, protocol, length >> 8, length & 0xff]),
  ]);

test('a lone segment has its flags, and its nonce, whatever the length of its payload', (t) => {
  for (const odd of [payload, Buffer.concat([payload, Buffer.from('!')])]) {
    const segment = tcpSegment(way, { flags: tcpFlag.FIN | tcpFlag.PSH | tcpFlag.URG, seq: 7, payload: odd });
    t.is(sum(pseudo(IPPROTO_TCP, segment.length), segment), 0xffff);
    t.deepEqual(parsePacket(ETH_P_IP, ipv4Packet(way, IPPROTO_TCP, segment)), {
      ...{ kind: 'tcp', source: '10.0.1.1', sourcePort: 40_000, destination: '10.128.1.1', destinationPort: 8080 },
      ...{ flags: 'FPU', seq: 7, ack: 0, nonce },
    });
  }
});

test('a segment that acknowledges says what, and one with nothing in it is nobody’s', (t) => {
  const segment = tcpSegment(way, { flags: tcpFlag.SYN | tcpFlag.ACK, seq: 7, payload: Buffer.alloc(0) });
  const parsed = parsePacket(ETH_P_IP, ipv4Packet(way, IPPROTO_TCP, segment));
  t.like(parsed, { flags: 'S.', ack: 1 });
  t.false(parsed !== null && 'nonce' in parsed);
});

test('an IPv4 header sums up', (t) => {
  t.is(sum(ipv4Udp(way, payload).subarray(0, 20)), 0xffff);
});

test('a solicitation asks for the target and says who asks, and sums up', (t) => {
  const packet = solicitation(way6, 'fd00::2', '0a:58:00:00:00:01');
  t.deepEqual(parsePacket(ETH_P_IPV6, packet), {
    ...{ kind: 'ndp', source: 'fd00::1', destination: 'ff02::1:ff00:2', reply: false },
    ...{ target: 'fd00::2', mac: '0a:58:00:00:00:01' },
  });
  const message = packet.subarray(40);
  const before = Buffer.concat([
    packet.subarray(8, 40),
    Buffer.from([0, 0, 0, message.length, 0, 0, 0, IPPROTO_ICMPV6]),
  ]);
  t.is(sum(before, message), 0xffff);
  // RFC 4861, 7.1.1: with less it comes from beyond a router, and is not believed.
  t.is(packet[7], 255);
});

test('an advertisement says who has the target, or leaves it out', (t) => {
  const solicited = solicitation(way6, 'fd00::2', '0a:58:00:00:00:01');
  const advertised = Buffer.from(solicited);
  advertised[40] = 136;
  t.like(parsePacket(ETH_P_IPV6, advertised), { reply: true, target: 'fd00::2', mac: null });
  advertised[64] = 2;
  t.like(parsePacket(ETH_P_IPV6, advertised), { reply: true, mac: '0a:58:00:00:00:01' });
});
