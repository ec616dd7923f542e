import test from 'ava';
import { addressBytes, addressText, cidrText } from './inet.ts';

const bothWays = test.macro({
  exec: (t, text: string, hex: string) => {
    t.is(addressBytes(text).toString('hex'), hex);
    t.is(addressText(Buffer.from(hex, 'hex')), text);
  },
  title: (_, text) => `${text} is bytes and back`,
});

test(bothWays, '10.0.1.254', '0a0001fe');
test(bothWays, '::', '00000000000000000000000000000000');
test(bothWays, '::1', '00000000000000000000000000000001');
test(bothWays, 'fd00::', 'fd000000000000000000000000000000');
test(bothWays, 'fd00::1:0:0:ffff', 'fd00000000000000000100000000ffff');
test(bothWays, '1:2:3:4:5:6:7:8', '00010002000300040005000600070008');

test('a prefix length is passed over', (t) => {
  t.is(addressBytes('10.0.0.0/8').toString('hex'), '0a000000');
});

test('no bytes are a default route', (t) => {
  t.is(cidrText(4, undefined, 0), '0.0.0.0/0');
  t.is(cidrText(6, undefined, 0), '::/0');
});
