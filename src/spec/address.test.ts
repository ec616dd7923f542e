import test from 'ava';
import {
  addressAt,
  blockOf,
  contains,
  covers,
  familyOf,
  hostBits,
  lastUsable,
  overlaps,
  parseAddress,
  parseCidr,
  prefixLength,
} from './address.ts';

const becomes = test.macro({
  exec: (t, typed: string, canonical: string | null) => t.is(parseAddress(typed), canonical),
  title: (_, typed, canonical) => `address "${typed}" ${canonical === null ? 'is refused' : `is printed ${canonical}`}`,
});

test(becomes, '10.0.1.1', '10.0.1.1');
test(becomes, '255.255.255.255', '255.255.255.255');
test(becomes, '0.0.0.0', '0.0.0.0');
test(becomes, 'FD00:0:0:0:0:0:0:A', 'fd00::a');
test(becomes, '::', '::');
test(becomes, '::1', '::1');
test(becomes, 'fd00::', 'fd00::');
test(becomes, '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1');
test(becomes, '2001:0:0:1:0:0:0:1', '2001:0:0:1::1');
test(becomes, '2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1');
test(becomes, '10:0:0:1:0:0:2:3', '10::1:0:0:2:3');
test(becomes, 'a0:0:0:0:1:0:0:0', 'a0::1:0:0:0');
test(becomes, '1:2:3:4:5:6:0:0', '1:2:3:4:5:6::');
for (const typed of [
  '',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.01',
  ' 10.0.0.1',
  '1e1.0.0.1',
  '::1%eth0',
  '::ffff:10.0.0.1',
  '1::2::3',
  '12345::',
  ':::',
  'pod-a',
  '1:2:3:4:5:6:7',
])
  test(becomes, typed, null);

const cidrBecomes = test.macro({
  exec: (t, typed: string, canonical: string | null) => t.is(parseCidr(typed), canonical),
  title: (_, typed, canonical) => `CIDR "${typed}" ${canonical === null ? 'is refused' : `is printed ${canonical}`}`,
});

test(cidrBecomes, '10.0.0.0/8', '10.0.0.0/8');
test(cidrBecomes, 'FD00:0::/64', 'fd00::/64');
test(cidrBecomes, '0.0.0.0/0', '0.0.0.0/0');
for (const typed of [
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  'fd00::/129',
  '10.0.0.0/-1',
])
  test(cidrBecomes, typed, null);

test('the family of an address or CIDR is read from its text', (t) => {
  t.is(familyOf('10.0.0.1'), 4);
  t.is(familyOf('fd00::/64'), 6);
});

test('a CIDR contains its own addresses and no other', (t) => {
  t.true(contains('10.0.1.0/24', '10.0.1.0'));
  t.true(contains('10.0.1.0/24', '10.0.1.255'));
  t.false(contains('10.0.1.0/24', '10.0.2.0'));
  t.true(contains('fd00:1::/32', 'fd00:1:ffff::1'));
  t.false(contains('fd00:1::/32', 'fd00:2::'));
});

test('families never contain each other, however wide', (t) => {
  t.false(contains('::/0', '10.0.0.1'));
  t.false(overlaps('::/0', '0.0.0.0/0'));
  t.false(covers('0.0.0.0/0', '::/0'));
});

test('CIDRs overlap when one lies in the other', (t) => {
  t.true(overlaps('10.0.0.0/16', '10.0.1.0/24'));
  t.true(overlaps('10.0.1.0/24', '10.0.0.0/16'));
  t.false(overlaps('10.0.0.0/24', '10.0.1.0/24'));
  t.true(covers('10.0.0.0/16', '10.0.1.0/24'));
  t.false(covers('10.0.1.0/24', '10.0.0.0/16'));
});

test('addresses count from the first of the block', (t) => {
  t.is(addressAt('10.0.1.0/24', 1), '10.0.1.1');
  t.is(addressAt('10.0.1.0/24', 256), '10.0.2.0');
  t.is(addressAt('fd00::/64', 65_536n), 'fd00::1:0');
});

test('the gateway is the last usable address', (t) => {
  t.is(lastUsable('10.0.1.0/24'), '10.0.1.254');
  t.is(lastUsable('10.0.0.0/16'), '10.0.255.254');
  t.is(lastUsable('10.0.0.0/30'), '10.0.0.2');
  t.is(lastUsable('10.0.0.0/31'), '10.0.0.1');
  t.is(lastUsable('10.0.0.7/32'), '10.0.0.7');
  t.is(lastUsable('fd00:0:0:1::/64'), 'fd00:0:0:1::ffff');
  t.is(lastUsable('fd00::/112'), 'fd00::ffff');
  t.is(lastUsable('fd00::/120'), 'fd00::ff');
});

test('the prefix length of a plain address is all of it', (t) => {
  t.is(prefixLength('10.0.0.0/8'), 8);
  t.is(prefixLength('10.0.0.1'), 32);
  t.is(prefixLength('fd00::1'), 128);
});

test('the block of an address has no host bits', (t) => {
  t.is(blockOf('10.240.0.77', 24), '10.240.0.0/24');
  t.is(blockOf('fd00::a:b', 64), 'fd00::/64');
  t.is(blockOf('10.240.0.77', 0), '0.0.0.0/0');
  t.true(hostBits('10.0.1.7/24'));
  t.false(hostBits('10.0.1.0/24'));
});
