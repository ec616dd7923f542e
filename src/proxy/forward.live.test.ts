import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { bytesFor, connected, got, socksed } from './forward.scenario.ts';

const scenarios = import.meta.resolve('./forward.scenario.ts');

const through = async (proxy: string, targets: readonly string[], rootless = false): Promise<readonly string[]> =>
  await runInside(scenarios, connected, { args: [proxy, targets], rootless });

for (const rootless of [false, true]) {
  test(`CONNECT: where one may go, the far end sees the proxy, ${rootless ? 'as an ordinary user' : 'as root'}`, async (t) => {
    t.deepEqual(await through('10.9.0.2', ['10.9.1.1:80', '[fd09:1::1]:80'], rootless), [
      'hello from 10.9.1.2',
      'hello from fd09:1::2',
    ]);
  });
}

test('CONNECT: the way to the proxy may be of the other family', async (t) => {
  t.deepEqual(await through('fd09::2', ['10.9.1.1:80']), ['hello from 10.9.1.2']);
});

test('CONNECT: elsewhere it is forbidden, however it is written', async (t) => {
  const elsewhere = ['10.9.1.66:80', '10.10.0.1:80', '[fd09:2::1]:80', '[::ffff:a09:101]:80', '127.0.0.1:3128'];
  t.deepEqual(await through('10.9.0.2', elsewhere), ['403', '403', '403', '403', '403']);
});

test('CONNECT: what nobody answers is a bad gateway, and what is no address is a bad request', async (t) => {
  t.deepEqual(await through('10.9.0.2', ['10.9.1.1:81', '10.9.2.1:80', 'name.test:80', '10.9.1.1', '10.9.1.1:0']), [
    '502',
    '502',
    '400',
    '400',
    '400',
  ]);
});

test('CONNECT is all that it does', async (t) => {
  t.is(await runInside(scenarios, got, { args: [] }), 'HTTP/1.1 405 Method Not Allowed');
});

const by = async (...targets: Parameters<typeof socksed>[1]): Promise<readonly string[]> =>
  await runInside(scenarios, socksed, { args: ['10.9.0.2', targets] });

test('SOCKS: where one may go, the far end sees the proxy', async (t) => {
  t.deepEqual(await by({ address: '10.9.1.1', port: 80 }, { address: 'fd09:1::1', port: 80 }), [
    'hello from 10.9.1.2',
    'hello from fd09:1::2',
  ]);
});

test('SOCKS: elsewhere it is not allowed', async (t) => {
  const elsewhere = ['10.9.1.66', '10.10.0.1', 'fd09:2::1', '127.0.0.1'].map((address) => ({ address, port: 80 }));
  t.deepEqual(await by(...elsewhere), ['NotAllowed', 'NotAllowed', 'NotAllowed', 'NotAllowed']);
});

test('SOCKS: it says why it did not get there', async (t) => {
  t.deepEqual(
    await by(
      { address: '10.9.1.1', port: 81 },
      { address: '10.9.2.1', port: 80 },
      { address: 'name.test', port: 80 },
      { address: '10.9.1.1', port: 80, command: 'bind' },
      { address: '0.0.0.0', port: 0, command: 'associate' },
    ),
    ['ConnectionRefused', 'HostUnreachable', 'HostUnreachable', 'CommandNotSupported', 'CommandNotSupported'],
  );
});

const heard = async (hex: string): Promise<string> => await runInside(scenarios, bytesFor, { args: [hex] });

test('SOCKS: words come as they come, and end as they must', async (t) => {
  // 10.9.1.66, byte by byte: the method, then reply 2 and an address that means nothing.
  t.is(await heard('050100050100010a0901420050'), '050005020001000000000000');
  // An address written as a name: 10.9.1.66.
  t.is(await heard(`0501000501000309${Buffer.from('10.9.1.66').toString('hex')}0050`), '050005020001000000000000');
  t.is(await heard('05010005010002'), '050005080001000000000000');
  t.is(await heard('050102'), '05ff');
  t.is(await heard('04010050'), '');
  t.is(await heard('0501000501'), '0500');
});
