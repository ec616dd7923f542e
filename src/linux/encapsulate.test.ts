import test from 'ava';
import { decapsulate, encapsulate } from './encapsulate.ts';
import { ETH_P_IP, ETH_P_IPV6, parsePacket } from './packet.ts';

const nonce = '0123456789abcdef';
const capsule = {
  vni: 0x010203,
  mac: '0a:58:0a:00:01:00',
  from: { address: '10.128.1.1', port: 40_000 },
  to: { address: '10.0.1.1', port: 8080 },
  payload: Buffer.from(`causeway ${nonce}\n`),
};

test('what was put in comes out', (t) => {
  const frame = decapsulate(encapsulate(capsule));
  t.is(frame?.type, ETH_P_IP);
  t.deepEqual(parsePacket(ETH_P_IP, frame?.bytes ?? Buffer.alloc(0)), {
    ...{ kind: 'udp', source: '10.128.1.1', sourcePort: 40_000, destination: '10.0.1.1', destinationPort: 8080 },
    ...{ reply: false, nonce },
  });
});

const capsule6 = {
  ...capsule,
  from: { address: 'fd00:80:1::1', port: 40_000 },
  to: { address: 'fd00:0:1::1', port: 8080 },
};

test('what was put in comes out, in IPv6', (t) => {
  const frame = decapsulate(encapsulate(capsule6));
  t.is(frame?.type, ETH_P_IPV6);
  t.deepEqual(parsePacket(ETH_P_IPV6, frame?.bytes ?? Buffer.alloc(0)), {
    ...{ kind: 'udp', source: 'fd00:80:1::1', sourcePort: 40_000, destination: 'fd00:0:1::1', destinationPort: 8080 },
    ...{ reply: false, nonce },
  });
});

for (const [title, more] of [
  ['an even', ''],
  ['an odd', '!'],
] as const)
  test(`UDP in IPv6 sums up with its addresses: ${title} number of bytes`, (t) => {
    const payload = Buffer.concat([capsule.payload, Buffer.from(more)]);
    const packet = encapsulate({ ...capsule6, payload }).subarray(22);
    const [addresses, udp] = [packet.subarray(8, 40), packet.subarray(40)];
    const summed = Buffer.concat([addresses, Buffer.from([0, udp.length, 0, 17]), udp, Buffer.alloc(more.length)]);
    const sum = Array.from({ length: summed.length / 2 }, (_, word) => summed.readUInt16BE(word * 2)).reduce(
      (a, b) => a + b,
      0,
    );
    t.is((sum & 0xffff) + (sum >> 16), 0xffff);
  });

test('VNI and MAC are where RFC 7348 has them', (t) => {
  t.is(encapsulate(capsule).toString('hex', 0, 14), '08000000010203000a580a000100');
});

test('the IP header sums up, as RFC 1071 wants it', (t) => {
  const header = encapsulate(capsule).subarray(22, 42);
  const sum = Array.from({ length: 10 }, (_, word) => header.readUInt16BE(word * 2)).reduce((a, b) => a + b, 0);
  t.is((sum & 0xffff) + (sum >> 16), 0xffff);
});

for (const [title, payload] of [
  ['too short', Buffer.from([8, 0, 0, 0])],
  ['without a valid VNI', Buffer.alloc(60)],
] as const) {
  test(`a payload ${title} is no VXLAN`, (t) => {
    t.is(decapsulate(payload), null);
  });
}
