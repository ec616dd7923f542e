import test from 'ava';
import { runInside } from '../../conformance/support/in-private-namespaces.ts';
import { asked, longAnswer, relayed, reopened } from './proxy.scenario.ts';

const scenarios = import.meta.resolve('./proxy.scenario.ts');

for (const rootless of [false, true]) {
  test(`L4: bytes pass, and the far end sees the proxy, ${rootless ? 'as an ordinary user' : 'as root'}`, async (t) => {
    const { answer, heard, from } = await runInside(scenarios, relayed, { args: [{}], rootless });
    t.is(answer, 'heard\n');
    t.is(heard, 'hello\n');
    t.is(from, '10.9.1.2');
  });
}

test('L4: the PROXY protocol says in front of the bytes who the client is', async (t) => {
  const one = await runInside(scenarios, relayed, { args: [{ proxyProtocol: 'v1' }] });
  t.is(one['heard'], `PROXY TCP4 10.9.0.1 10.9.0.2 ${one['port']} 80\r\nhello\n`);
  const two = await runInside(scenarios, relayed, { args: [{ proxyProtocol: 'v2' }] });
  const header = Buffer.from(two['heard'] ?? '', 'latin1');
  t.is(header.subarray(0, 16).toString('hex'), '0d0a0d0a000d0a515549540a2111000c');
  t.deepEqual([...header.subarray(16, 24)], [10, 9, 0, 1, 10, 9, 0, 2]);
  t.is(header.readUInt16BE(24), Number(two['port']));
  t.is(header.subarray(28).toString(), 'hello\n');
});

test('L4: a client is taken in, and gets nothing when nobody is behind the proxy', async (t) => {
  for (const to of [[], [{ address: '10.77.0.1', port: 80 }], [{ address: '10.9.1.1', port: 81 }]])
    t.deepEqual(await runInside(scenarios, relayed, { args: [{ to }] }), { answer: '' });
});

test('L4: who has said all that he has to say still gets the whole answer', async (t) => {
  t.is(await runInside(scenarios, longAnswer, { args: [] }), 3_000_000);
});

test('L7: the hostname decides, in any case and with any port', async (t) => {
  const hosts = ['web.test', 'WEB.test:80', 'unknown.test', 'lost.test', 'empty.test'].map((host) => ({ host }));
  t.deepEqual(await runInside(scenarios, asked, { args: [hosts, 'replace'] }), [
    'web.test /a?b from 10.9.1.2 for 10.9.0.1',
    'WEB.test:80 /a?b from 10.9.1.2 for 10.9.0.1',
    '404',
    '502',
    '503',
  ]);
});

test('L7: X-Forwarded-For is the client, and what a client says of himself is not believed', async (t) => {
  const liar = [{ host: 'web.test', forwardedFor: '1.2.3.4' }];
  const told = async (how: 'replace' | 'append' | 'none'): Promise<readonly string[]> =>
    await runInside(scenarios, asked, { args: [liar, how] });
  t.regex((await told('replace'))[0] ?? '', / for 10\.9\.0\.1$/);
  t.regex((await told('append'))[0] ?? '', / for 1\.2\.3\.4, 10\.9\.0\.1$/);
  t.regex((await told('none'))[0] ?? '', / for 1\.2\.3\.4$/);
});

test('whoever ends a proxy ends its connections, and frees its port', async (t) => {
  t.is(await runInside(scenarios, reopened, { args: [] }), 'open again');
});
