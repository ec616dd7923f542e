// What the kernel says of connection tracking, in the bytes in which Linux 6.18 said it.

import test from 'ava';
import { encodeMessage } from './attributes.ts';
import { decodeCounters, decodeTracked, type Tracked } from './conntrack.ts';
import { IPCTNL_MSG_CT_DELETE, naming } from './conntrack-one.ts';

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

const means = test.macro((t, text: string, tracked: readonly Tracked[]) => {
  t.deepEqual(decodeTracked(bytes(text)), [...tracked]);
});

test(
  'a datagram that was masqueraded to another port, and is unanswered',
  means,
  `02000000 34000180 14000180 08000100 0a090001 08000200 0a090002 1c000280 05000100 11000000 06000200 94da0000
   06000300 00360000 34000280 14000180 08000100 0a090002 08000200 0a090001 1c000280 05000100 11000000 06000200 00360000
   06000300 9c410000 08000300 00000198 08000800 00000000 08000c00 85a9d01b 08000b00 00000001 08000700 0000001d`,
  [
    {
      family: 4,
      protocol: 'udp',
      original: { source: '10.9.0.1', sourcePort: 38_106, destination: '10.9.0.2', destinationPort: 54 },
      reply: { source: '10.9.0.2', sourcePort: 54, destination: '10.9.0.1', destinationPort: 40_001 },
      status: ['snat'],
      timeout: 29,
    },
  ],
);

test(
  'a SYN that nobody answered, with the state of its connection',
  means,
  `02000000 34000180 14000180 08000100 0a090001 08000200 0a090002 1c000280 05000100 06000000 06000200 d1ce0000
   06000300 00090000 34000280 14000180 08000100 0a090002 08000200 0a090001 1c000280 05000100 06000000 06000200 00090000
   06000300 d1ce0000 08000300 00000188 08000800 00000000 08000c00 bf06a7b8 08000b00 00000001 08000700 00000077
   30000480 2c000180 05000100 01000000 05000200 0a000000 05000300 00000000 06000400 03000000 06000500 00000000`,
  [
    {
      family: 4,
      protocol: 'tcp',
      original: { source: '10.9.0.1', sourcePort: 53_710, destination: '10.9.0.2', destinationPort: 9 },
      reply: { source: '10.9.0.2', sourcePort: 9, destination: '10.9.0.1', destinationPort: 53_710 },
      status: [],
      timeout: 119,
    },
  ],
);

test(
  'IPv6, as it is',
  means,
  `0a000000 4c000180 2c000180 14000300 fd000000 00000000 00000000 00000001 14000400 fd000000 00000000 00000000 00000002
   1c000280 05000100 11000000 06000200 d8500000 06000300 00360000
   4c000280 2c000180 14000300 fd000000 00000000 00000000 00000002 14000400 fd000000 00000000 00000000 00000001
   1c000280 05000100 11000000 06000200 00360000 06000300 d8500000 08000300 00000008 08000700 0000001d`,
  [
    {
      family: 6,
      protocol: 'udp',
      original: { source: 'fd00::1', sourcePort: 55_376, destination: 'fd00::2', destinationPort: 54 },
      reply: { source: 'fd00::2', sourcePort: 54, destination: 'fd00::1', destinationPort: 55_376 },
      status: [],
      timeout: 29,
    },
  ],
);

test(
  'an echo has its identifier at both ends',
  means,
  `02000000 3c000180 14000180 08000100 0a000101 08000200 0a800101 24000280 05000100 01000000 06000400 12340000
   05000500 08000000 05000600 00000000
   3c000280 14000180 08000100 0a800101 08000200 0af00001 24000280 05000100 01000000 06000400 56780000
   05000500 00000000 05000600 00000000 08000300 0000019a 08000700 0000001e`,
  [
    {
      family: 4,
      protocol: 'icmp',
      original: { source: '10.0.1.1', sourcePort: 0x1234, destination: '10.128.1.1', destinationPort: 0x1234 },
      reply: { source: '10.128.1.1', sourcePort: 0x5678, destination: '10.240.0.1', destinationPort: 0x5678 },
      status: ['seen-reply', 'snat'],
      timeout: 30,
    },
  ],
);

test(
  'a protocol that no probe speaks is passed over',
  means,
  '02000000 10000180 0c000280 05000100 84000000 10000280 0c000280 05000100 84000000',
  [],
);

test('the counters of one processor', (t) => {
  const text = `00000001 08000200 00000002 08000400 00000000 08000800 00000000 08000900 00000001 08000a00 00000002
                08000b00 00000000`;
  t.deepEqual(decodeCounters(bytes(text)), { insertFailed: 1, drop: 2 });
});

test('a connection is named as conntrack -D names it', (t) => {
  const original = { source: '10.9.0.1', sourcePort: 38_106, destination: '10.9.0.2', destinationPort: 54 };
  const message = encodeMessage({ ...naming(IPCTNL_MSG_CT_DELETE, { protocol: 'udp', original }), flags: 5 });
  t.is(
    message.toString('hex', 4),
    bytes(`0201 0500 00000000 00000000 02000000 34000100 14000100 08000100 0a090001 08000200 0a090002
           1c000200 05000100 11000000 06000200 94da0000 06000300 00360000`).toString('hex'),
  );
});
