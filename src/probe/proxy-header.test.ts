import test from 'ava';
import { proxyHeader } from '../proxy/proxy-header.ts';
import { readProxyHeader } from './proxy-header.ts';

const read = (bytes: Buffer | string): unknown => {
  const headed = readProxyHeader(Buffer.from(bytes));
  return headed === null ? null : [headed.client, headed.rest.toString('latin1')];
};

const ends = (client: string, us: string) =>
  [
    { address: client, port: 40_000 },
    { address: us, port: 25 },
  ] as const;
const four = ends('10.128.1.1', '10.128.2.1');
const six = ends('fd00:80::1', 'fd00:80::9');

for (const version of ['v1', 'v2'] as const) {
  for (const [client, us] of [four, six]) {
    test(`${version} names the client ${client.address}, whole or in pieces`, (t) => {
      const bytes = Buffer.concat([proxyHeader(version, client, us), Buffer.from('hello\n')]);
      t.deepEqual(read(bytes), [client.address, 'hello\n']);
      const header = bytes.length - 'hello\n'.length;
      for (let length = 1; length < header; length += 1) t.is(read(bytes.subarray(0, length)), null, `${length}`);
    });
  }
}

// As the specification writes it, section 2.2, with the bytes of its own C structure.
test('v2 as somebody else writes it, with something more behind the addresses', (t) => {
  const bytes = '0d0a0d0a000d0a515549540a 21 11 0010 0a800101 0a800201 9c40 0019 04000100'.replaceAll(' ', '');
  t.deepEqual(read(Buffer.concat([Buffer.from(bytes, 'hex'), Buffer.from('x')])), ['10.128.1.1', 'x']);
});

test('a header may name nobody', (t) => {
  t.deepEqual(read('PROXY UNKNOWN\r\nhello\n'), [null, 'hello\n']);
  const local = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');
  t.deepEqual(read(Buffer.concat([local, Buffer.from('hello\n')])), [null, 'hello\n']);
});

test('what is no header is left as it is', (t) => {
  for (const text of ['causeway 0123456789abcdef\n', 'GET / HTTP/1.1\r\n', 'PROXYING\n', '\r\n\r\nhello'])
    t.deepEqual(read(text), [null, text]);
  t.deepEqual(read(`PROXY ${'x'.repeat(200)}`), [null, `PROXY ${'x'.repeat(200)}`]);
});

test('of an unreadable header nobody is believed', (t) => {
  t.deepEqual(read('PROXY TCP4 nonsense\r\nhello\n'), [null, 'hello\n']);
});
