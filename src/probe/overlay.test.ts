// One datagram from pod-a to pod-c through an overlay, as captures would show it.

import test from 'ava';
import type { Sight } from '../linux/capture.ts';
import type { UdpPacket } from '../linux/packet.ts';
import { indexSights, traceOf } from './evidence.ts';
import { nonceKey } from './identity.ts';

const nonce = '0123456789abcdef';
const ends = { source: '10.0.1.1', sourcePort: 40_000, destination: '10.0.2.1', destinationPort: 8080 };
const bare: UdpPacket = { kind: 'udp', ...ends, reply: false, nonce };
const around = { source: '10.240.0.1', destination: '10.240.0.2' };
const inVxlan: UdpPacket = { ...bare, inside: around };
const inPieces: UdpPacket = { ...bare, inside: { ...around, fragment: true } };

const sent = (carried: UdpPacket) => {
  const way: readonly (readonly [direction: 'in' | 'out', machine: string, packet: UdpPacket])[] = [
    ['out', 'pod-a', bare],
    ['in', 'node1', bare],
    ['out', 'node1', carried],
    ['in', 'core', carried],
    ['in', 'node2', carried],
    ['out', 'node2', bare],
    ['in', 'pod-c', bare],
  ];
  const sights = way.map(([direction, machine, packet], index): Sight => {
    return { machine, link: 'eth0', direction, delivered: direction === 'in', atUs: index, packet };
  });
  const sender = {
    machine: 'pod-a',
    local: { address: '10.0.1.1', port: 40_000 },
    to: { address: '10.0.2.1', port: 8080 },
    startedUs: 0,
  };
  return traceOf(indexSights(sights).get(nonceKey(nonce)) ?? [], sender, 0).evidence;
};

test('a packet is known again inside VXLAN, and being packed is no translation', (t) => {
  const { seenAt, translations, hops, ...rest } = sent(inVxlan);
  t.deepEqual(seenAt, ['node1', 'core', 'node2', 'pod-c']);
  t.deepEqual(translations, []);
  t.is(hops[3]?.summary, 'in VXLAN 10.240.0.1 > 10.240.0.2');
  t.false('fragmentsAt' in rest);
});

test('fragments are seen where they are, also around what is whole inside', (t) => {
  t.deepEqual(sent(inPieces).fragmentsAt, ['node1', 'core', 'node2']);
});
