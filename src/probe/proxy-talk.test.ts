import test from 'ava';
import { type Heard, talkTo, type Wish } from './proxy-talk.ts';

const other: Wish = { address: '10.128.1.1', port: 8080, transport: 'tcp' };
const six: Wish = { ...other, address: 'fd00:128::1' };
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

test('CONNECT names the target, an IPv6 address in brackets', (t) => {
  t.is(
    talkTo({ kind: 'connect' }, other).hello.toString(),
    'CONNECT 10.128.1.1:8080 HTTP/1.1\r\nHost: 10.128.1.1:8080\r\n\r\n',
  );
  t.regex(talkTo({ kind: 'connect' }, six).hello.toString(), /^CONNECT \[fd00:128::1\]:8080 /);
});

const toConnect = test.macro((t, answer: string, heard: Heard) => {
  t.deepEqual(talkTo({ kind: 'connect' }, other).hear(Buffer.from(answer, 'latin1')), heard);
});
test('half a head is no head', toConnect, 'HTTP/1.1 200 OK\r\nVia', { is: 'unfinished' });
test('what follows the head is the far end', toConnect, 'HTTP/1.1 200 OK\r\n\r\n{}', {
  is: 'open',
  left: Buffer.from('{}'),
});
test('forbidden', toConnect, 'HTTP/1.1 403 Forbidden\r\n\r\n', { is: 'refused', said: 'HTTP 403', denied: true });
test('not reached', toConnect, 'HTTP/1.1 502 Bad Gateway\r\n\r\n', { is: 'refused', said: 'HTTP 502', denied: false });
test('no HTTP', toConnect, 'hello\r\n\r\n', { is: 'nonsense' });
test('a head without end', toConnect, 'x'.repeat(9000), { is: 'nonsense' });

const toSocks = test.macro((t, wish: Wish, answers: readonly string[], heard: Heard) => {
  const { hello, hear } = talkTo({ kind: 'socks5' }, wish);
  t.is(hello.toString('hex'), '050100');
  t.deepEqual(answers.map((answer) => hear(hex(answer))).at(-1), heard);
});
const asked = (say: string): Heard => ({ is: 'question', say: hex(say), left: hex('') });
test('SOCKS: then the request', toSocks, other, ['0500'], asked('050100010a8001011f90'));
test('SOCKS: of IPv6', toSocks, six, ['0500'], asked('05010004fd0001280000000000000000000000011f90'));
test('SOCKS: of datagrams', toSocks, { ...other, transport: 'udp' }, ['0500'], asked('050300010a8001011f90'));
test('SOCKS: it wants a password', toSocks, other, ['05ff'], { is: 'refused', said: 'SOCKS method 255', denied: true });
const soFar = ['0500', '0500'];
test('SOCKS: half a reply', toSocks, other, [...soFar, '05000001'], { is: 'unfinished' });
test('SOCKS: the far end', toSocks, other, [...soFar, '050000010a80020100507b7d'], { is: 'open', left: hex('7b7d') });
test('SOCKS: denied', toSocks, other, [...soFar, '05020001000000000000'], {
  is: 'refused',
  said: 'SOCKS 2',
  denied: true,
});
test('SOCKS: no such command', toSocks, other, [...soFar, '05070001000000000000'], {
  is: 'refused',
  said: 'SOCKS 7',
  denied: true,
});
test('SOCKS: refused beyond', toSocks, other, [...soFar, '05050001000000000000'], {
  is: 'refused',
  said: 'SOCKS 5',
  denied: false,
});
test('SOCKS: an address of no type', toSocks, other, [...soFar, '05000909'], { is: 'nonsense' });
test('SOCKS: another version', toSocks, other, ['0400'], { is: 'nonsense' });
